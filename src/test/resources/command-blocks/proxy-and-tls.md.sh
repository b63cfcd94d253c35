export CONVERTLY_TOKEN=key
openssl req -x509 -newkey rsa:2048 -nodes -keyout acme.key -out acme.crt -subj /CN=acme -days 2
## before jobdrop check --connect
export CONVERTLY_TLS_KEY_STORE=acme.p12 CONVERTLY_TLS_KEY_STORE_PASSWORD=secret
