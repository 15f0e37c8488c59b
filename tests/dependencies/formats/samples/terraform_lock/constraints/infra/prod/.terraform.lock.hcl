provider "registry.example/hashicorp/google" {
  version     = "6.12.0"
  constraints = ">= 5.0.0, != 6.1.0, < 7.0.0"
  hashes      = ["zh:0f9e7b0d5a3f6c1f9c8bb1f2f8f4b28d8b5b3d1ce6d1f6a2b7d9e0c4a1b2c3d4"]
}
