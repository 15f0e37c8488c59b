# This file is maintained automatically by "tofu init".
// by hand
/* and
   over lines * / */
provider "registry.example/opentofu/null" { # of no use
  version     = "3.2.3"
  constraints = "3.2.3"
  hashes = [
    # one
    "h1:obXguGZUWtNAO09f1f9Cb7hsPCOGXuGdN8bn/ohKRBQ=", // two
    "zh:1d57d25084effd3fdfd902eca00020b34b1fb020253b84d7dd471301606015ac"
  ]
}
