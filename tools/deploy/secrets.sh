#!/usr/bin/env bash
# Prints .env.example with a secret of its own in each place that says replace-me: secrets.sh > .env
set -euo pipefail
umask 077
while IFS= read -r line; do
  if [[ $line == *=replace-me ]]; then
    printf '%s=%s\n' "${line%%=*}" "$(openssl rand -hex 24)"
  else
    printf '%s\n' "$line"
  fi
done < "$(dirname "${BASH_SOURCE[0]}")/../../.env.example"
