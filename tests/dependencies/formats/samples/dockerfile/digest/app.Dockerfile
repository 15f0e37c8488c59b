from registry.example:5000/acme/base:2.4@sha256:4bcff63911fcb4448bd4fdacec207030997caf25e9bea4045fa6c8c44de311d1 as build
run make
FROM scratch
COPY --from=build /out/app /app
COPY --from=nginx:latest /etc/nginx/nginx.conf /nginx.conf
ENTRYPOINT ["/app"]
