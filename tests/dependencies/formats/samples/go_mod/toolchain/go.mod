// Deprecated: use example.com/service/v3 instead.
module example.com/service/v2

go 1.22.0

toolchain go1.22.5

godebug default=go1.21

tool golang.org/x/tools/cmd/stringer

require (
	"example.com/quoted" v1.2.3
	github.com/BurntSushi/toml v1.3.2
	github.com/dgrijalva/jwt-go v3.2.0+incompatible
	golang.org/x/net v0.0.0-20220722155237-a158d28d115b // indirect; pinned for the proxy
	golang.org/x/tools v0.21.1 // indirect
)

retract (
	v2.0.1 // published by accident
	[v2.1.0, v2.1.3]
)
