#!/usr/bin/env bash
# Makes a certificate authority and a certificate for each process: DIR/<process>/{own.pem,ca.pem}.
# Files that are there already stay. Put your own authority's files in their place where you have one.
set -euo pipefail

dir=${1:?usage: certificates.sh DIR}
days=365
umask 077
mkdir -p "$dir"
cd "$dir"

if [[ ! -f ca.key ]]; then
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 \
    -keyout ca.key -out ca.pem -subj '/CN=Referent processes' \
    -addext 'basicConstraints=critical,CA:TRUE,pathlen:0' \
    -addext 'keyUsage=critical,keyCertSign,cRLSign' 2> /dev/null
fi

for name in gateway crm finance supply-chain customer-pii governance issuer; do
  mkdir -p "$name"
  cp ca.pem "$name/ca.pem"
  [[ -f $name/own.pem ]] && continue
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
    -keyout "$name/key.pem" -out "$name/request.pem" -subj "/CN=$name" 2> /dev/null
  openssl x509 -req -in "$name/request.pem" -CA ca.pem -CAkey ca.key -CAcreateserial -days "$days" \
    -out "$name/cert.pem" -extfile <(
      printf 'subjectAltName=DNS:%s\nextendedKeyUsage=serverAuth,clientAuth\nkeyUsage=critical,digitalSignature\n' "$name"
    ) 2> /dev/null
  cat "$name/cert.pem" "$name/key.pem" > "$name/own.pem"
  rm "$name/request.pem"
  echo "made $dir/$name"
done
