source "https://registry.example"

gemspec

path "engines" do
  gem "one"
end
