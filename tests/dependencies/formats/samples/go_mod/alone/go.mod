module example.com/alone

go 1.23rc1
