provider "terraform.acme.example/acme/internal" {
  version = "0.3.1"
}
