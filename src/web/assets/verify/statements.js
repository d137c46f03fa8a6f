// The statements a credential of ours makes: what its JSON means once its contexts are applied; the same as `statements.rs`.

import { blank, iri, literal, quad } from "./graph.js";

const TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const NAME = "https://schema.org/name";
const DATE_TIME = "http://www.w3.org/2001/XMLSchema#dateTime";
const OB = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#";
const VC = "https://www.w3.org/2018/credentials#";
const STATUS = "https://www.w3.org/ns/credentials/status#";
const SECURITY = "https://w3id.org/security#";

const [CRITERIA, RESULT, PROOF] = [blank(0), blank(1), blank(2)];

/** The proof's configuration: the proof without its value. */
export const proofStatements = (proof) => [
  quad(PROOF, TYPE, iri(SECURITY + "DataIntegrityProof")),
  quad(PROOF, "http://purl.org/dc/terms/created", literal(proof.created, DATE_TIME)),
  quad(PROOF, SECURITY + "cryptosuite", literal(proof.cryptosuite, SECURITY + "cryptosuiteString")),
  quad(PROOF, SECURITY + "proofPurpose", iri(SECURITY + "assertionMethod")),
  quad(PROOF, SECURITY + "verificationMethod", iri(proof.verificationMethod)),
];

const resultStatements = (subject, achievement) => {
  const described = (achievement.resultDescription || []).flatMap((description) => {
    const node = iri(description.id);
    return [
      quad(iri(achievement.id), OB + "resultDescription", node),
      quad(node, TYPE, iri(OB + "ResultDescription")),
      quad(node, NAME, literal(description.name)),
      quad(node, OB + "resultType", literal(description.resultType)),
      quad(node, OB + "valueMin", literal(description.valueMin)),
      quad(node, OB + "valueMax", literal(description.valueMax)),
      quad(node, OB + "requiredValue", literal(description.requiredValue)),
    ];
  });
  const reached = (subject.result || []).flatMap((result) => [
    quad(iri(subject.id), OB + "result", RESULT),
    quad(RESULT, TYPE, iri(OB + "Result")),
    quad(RESULT, OB + "resultDescription", literal(result.resultDescription, "https://www.w3.org/2001/XMLSchema#anyURI")),
    quad(RESULT, "https://schema.org/value", literal(result.value)),
  ]);
  return described.concat(reached);
};

const achievementStatements = (achievement) => {
  const node = iri(achievement.id);
  return [
    quad(node, TYPE, iri(OB + "Achievement")),
    quad(node, NAME, literal(achievement.name)),
    quad(node, "https://schema.org/description", literal(achievement.description)),
    quad(node, OB + "Criteria", CRITERIA),
    quad(CRITERIA, OB + "narrative", literal(achievement.criteria.narrative)),
    quad(node, OB + "achievementType", literal(achievement.achievementType)),
    quad(node, "https://schema.org/inLanguage", literal(achievement.inLanguage)),
    quad(node, OB + "version", literal(achievement.version)),
  ];
};

/** The statements of a certificate's credential without its proof. */
export const credentialStatements = (document) => {
  const credential = iri(document.id);
  const [subject, status] = [document.credentialSubject, document.credentialStatus];
  const issuer = iri(document.issuer.id);
  const [person, entry] = [iri(subject.id), iri(status.id)];
  return [
    quad(credential, TYPE, iri(VC + "VerifiableCredential")),
    quad(credential, TYPE, iri(OB + "OpenBadgeCredential")),
    quad(credential, NAME, literal(document.name)),
    quad(credential, VC + "issuer", issuer),
    quad(credential, VC + "validFrom", literal(document.validFrom, DATE_TIME)),
    // The Open Badges context writes `xsd:dateTime` without defining `xsd`.
    quad(credential, OB + "awardedDate", literal(document.awardedDate, "xsd:dateTime")),
    quad(credential, VC + "credentialSubject", person),
    quad(credential, VC + "credentialStatus", entry),
    quad(issuer, TYPE, iri(OB + "Profile")),
    quad(issuer, NAME, literal(document.issuer.name)),
    ...(document.validUntil === undefined ? [] : [quad(credential, VC + "validUntil", literal(document.validUntil, DATE_TIME))]),
    quad(entry, TYPE, iri(STATUS + "BitstringStatusListEntry")),
    quad(entry, STATUS + "statusPurpose", literal(status.statusPurpose)),
    quad(entry, STATUS + "statusListIndex", literal(status.statusListIndex)),
    quad(entry, STATUS + "statusListCredential", iri(status.statusListCredential)),
    quad(person, TYPE, iri(OB + "AchievementSubject")),
    quad(person, NAME, literal(subject.name)),
    quad(person, OB + "achievement", iri(subject.achievement.id)),
    ...achievementStatements(subject.achievement),
    ...resultStatements(subject, subject.achievement),
  ];
};

/** The statements of a status list without its proof. */
export const listStatements = (document) => {
  const [credential, subject] = [iri(document.id), document.credentialSubject];
  const list = iri(subject.id);
  return [
    quad(credential, TYPE, iri(VC + "VerifiableCredential")),
    quad(credential, TYPE, iri(STATUS + "BitstringStatusListCredential")),
    quad(credential, VC + "issuer", iri(document.issuer)),
    quad(credential, VC + "validFrom", literal(document.validFrom, DATE_TIME)),
    quad(credential, VC + "credentialSubject", list),
    quad(credential, VC + "validUntil", literal(document.validUntil, DATE_TIME)),
    quad(list, TYPE, iri(STATUS + "BitstringStatusList")),
    quad(list, STATUS + "statusPurpose", literal(subject.statusPurpose)),
    quad(list, STATUS + "encodedList", literal(subject.encodedList, SECURITY + "multibase")),
  ];
};
