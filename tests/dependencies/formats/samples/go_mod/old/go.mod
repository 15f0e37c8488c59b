module example.com/old

go 1.16

require (
	example.com/router v1.8.0
	example.com/yaml/v3 v3.0.1
)
