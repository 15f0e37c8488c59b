module example.com/replaced

go 1.19

replace example.com/leaf => example.com/fork v0.0.0-20230102030405-abcdef012345

exclude example.com/leaf v0.4.1

replace example.com/yaml/v3 => ./yaml

require (
	example.com/router v1.8.0
	example.com/yaml/v3 v3.0.0-00010101000000-000000000000
)

require example.com/leaf v0.0.0-00010101000000-000000000000 // indirect
