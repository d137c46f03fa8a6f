#!/usr/bin/env bash
# Runs a command of minhchung beside the service of minhchung.service: as the same user, with the same
# secrets and settings. For root.
#
#     bash deploy/as-service.sh key new
#     bash deploy/as-service.sh people import /dev/stdin --secrets /var/lib/minhchung/secrets.csv <roster.csv
set -euo pipefail
# The inner shell is the one that knows its credentials.
# shellcheck disable=SC2016
exec systemd-run --quiet --wait --collect --pipe --service-type=exec \
    --property=DynamicUser=yes --property=User=minhchung \
    --property=StateDirectory=minhchung --property=StateDirectoryMode=0700 --property=UMask=0077 \
    --property=LoadCredential=key-passphrase:/etc/minhchung/key-passphrase \
    --property=LoadCredential=identity-secret:/etc/minhchung/identity-secret \
    --property=EnvironmentFile=-/etc/minhchung/environment \
    /bin/sh -c '
        export MINHCHUNG_KEY_PASSPHRASE_FILE="$CREDENTIALS_DIRECTORY/key-passphrase"
        export MINHCHUNG_IDENTITY_SECRET_FILE="$CREDENTIALS_DIRECTORY/identity-secret"
        exec /usr/local/bin/minhchung --config /etc/minhchung/minhchung.toml "$@"' minhchung "$@"
