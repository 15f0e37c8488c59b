provider "mirror.example/acme/dns" {
  version     = "1.4.0-beta2"
  constraints = "1.4.0-beta2"
  hashes = [
    "h1:aaaaYGfSeyyNjsQXgDCsQWrb2UJlTwCYIyDZhFtRFw0=",
    "h1:bbbbYGfSeyyNjsQXgDCsQWrb2UJlTwCYIyDZhFtRFw0=",
  ]
}
