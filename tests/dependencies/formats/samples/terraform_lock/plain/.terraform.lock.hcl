# This file is maintained automatically by "terraform init".
# Manual edits may be lost in future updates.

provider "registry.example/hashicorp/aws" {
  version     = "5.76.0"
  constraints = "~> 5.0"
  hashes = [
    "h1:Wq1GYGfSeyyNjsQXgDCsQWrb2UJlTwCYIyDZhFtRFw0=",
    "zh:05b2a0d25fd07c0ea7698abfa0bb5b1b9a0d0d6f6f6de4ea5f6a4b5fbd7c6a7d",
    "zh:1cb9d0ea4f0b8c1c5b1e6e6ac4d6e7a02a0c7f45d9a2b0b5d7c1a0c3e9b6d111",
  ]
}

provider "registry.example/hashicorp/random" {
  version = "3.6.3"
  hashes = [
    "h1:zG9uFP8l9u+yGZZvi5Te7PV62j50azpgwPunq2vTm1E=",
  ]
}
