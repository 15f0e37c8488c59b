module example.com/plain

go 1.19

require (
	example.com/router v1.8.0
	example.com/yaml/v3 v3.0.1
)

require example.com/leaf v0.5.0 // indirect
