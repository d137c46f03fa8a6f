#!/usr/bin/env bash
# Makes a made-up public key infrastructure with OpenSSL, for the tests of the official seal:
#
#     bash tests/pki/make.sh FOLDER
#
# The dates are fixed, so that stories with a clock of their own fit into them.
set -euo pipefail
umask 077
cd "$1"

mkdir -p issued
: >index.txt
echo 1000 >serial
printf 'made up for tests\n' >passphrase
cat >ca.cnf <<'CNF'
[ca]
default_ca = root
[root]
dir = .
database = index.txt
new_certs_dir = issued
serial = serial
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
organizationName = optional
countryName = optional
[req]
distinguished_name = asked
string_mask = utf8only
utf8 = yes
[asked]
[of_root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[of_agency]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature, nonRepudiation
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[of_other_use]
basicConstraints = critical, CA:FALSE
keyUsage = critical, keyEncipherment
[of_time]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[tsa]
default_tsa = here
[here]
dir = .
serial = tsa-serial
crypto_device = builtin
signer_cert = time.crt
certs = root.crt
signer_key = time.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
CNF
echo 01 >tsa-serial

# sign NAME SUBJECT EXTENSIONS FROM UNTIL [OPTION...]: a certificate for NAME.key
sign() {
    local name=$1 subject=$2 extensions=$3 from=$4 until=$5
    shift 5
    openssl req -new -utf8 -config ca.cnf -key "$name.key" -subj "$subject" -out "$name.csr"
    openssl ca -batch -notext -utf8 -config ca.cnf -extensions "$extensions" -startdate "$from" -enddate "$until" \
        -in "$name.csr" -out "$name.crt" "$@" 2>/dev/null
}
ec() { openssl genpkey -algorithm EC -pkeyopt "ec_paramgen_curve:$2" -out "$1.key" 2>/dev/null; }
rsa() { openssl genpkey -algorithm RSA -pkeyopt "rsa_keygen_bits:$2" -out "$1.key" 2>/dev/null; }
store() {
    openssl pkcs12 -export -inkey "$1.key" -in "$1.crt" -certfile root.crt -passout file:passphrase -out "$1.p12"
}

from=20250101000000Z
until=20490101000000Z
agency='/C=VN/O=Sở Khoa học và Công nghệ thành phố Đồng Nai/CN=Con dấu số Sở Khoa học và Công nghệ (thử nghiệm)'
of_root=(-cert root.crt -keyfile root.key)

ec root P-256
sign root '/C=VN/O=Thử nghiệm/CN=CA thử nghiệm, không có giá trị pháp lý' of_root $from $until \
    -selfsign -keyfile root.key

ec p256 P-256
sign p256 "$agency" of_agency $from $until "${of_root[@]}"
rsa rsa 2048
sign rsa "$agency" of_agency $from $until "${of_root[@]}"
ec expired P-256
sign expired "$agency" of_agency $from 20260101000000Z "${of_root[@]}"
ec early P-256
sign early "$agency" of_agency 20400101000000Z $until "${of_root[@]}"
rsa weak 1024
sign weak "$agency" of_agency $from $until "${of_root[@]}"
ec p384 P-384
sign p384 "$agency" of_agency $from $until "${of_root[@]}"
ec other-use P-256
sign other-use "$agency" of_other_use $from $until "${of_root[@]}"
rsa time 2048
sign time '/C=VN/O=Thử nghiệm/CN=Dấu thời gian thử nghiệm' of_time $from $until "${of_root[@]}"

for name in p256 rsa expired early weak p384 other-use; do store "$name"; done
