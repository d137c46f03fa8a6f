//! The statements a credential makes: what its JSON means once both contexts are applied.
//!
//! Written out by hand because our documents have one shape; `canonical` derives the same from the contexts, and a
//! property test compares the two byte by byte.

use super::document::{Achievement, Document, Proof, Status, Subject};
use super::graph::{Node, Object, Quad};

pub(super) const RDF_TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const NAME: &str = "https://schema.org/name";
pub(super) const DATE_TIME: &str = "http://www.w3.org/2001/XMLSchema#dateTime";
/// Blank nodes by our own numbers.
const CRITERIA: Node<'static> = Node::Blank(0);
const RESULT: Node<'static> = Node::Blank(1);
const PROOF: Node<'static> = Node::Blank(2);
pub(super) const PROOF_GRAPH: u8 = 3;

macro_rules! ob {
    ($term:literal) => {
        concat!("https://purl.imsglobal.org/spec/vc/ob/vocab.html#", $term)
    };
}
macro_rules! vc {
    ($term:literal) => {
        concat!("https://www.w3.org/2018/credentials#", $term)
    };
}
macro_rules! status {
    ($term:literal) => {
        concat!("https://www.w3.org/ns/credentials/status#", $term)
    };
}
macro_rules! security {
    ($term:literal) => {
        concat!("https://w3id.org/security#", $term)
    };
}

pub(super) use {security, status, vc};

pub(super) fn quad<'a>(subject: Node<'a>, predicate: &'static str, object: Object<'a>) -> Quad<'a> {
    Quad { subject, predicate, object, graph: None }
}

pub(super) const fn iri(iri: &str) -> Object<'_> {
    Object::Node(Node::Iri(iri))
}

impl Document {
    /// The statements of the credential without its proof, as its contexts define them.
    ///
    /// The types and other fixed words are written from the constants: whoever reads a foreign document checks those first.
    pub(super) fn quads(&self) -> Vec<Quad<'_>> {
        let credential = Node::Iri(&self.id);
        let mut quads = vec![
            quad(credential, RDF_TYPE, iri(vc!("VerifiableCredential"))),
            quad(credential, RDF_TYPE, iri(ob!("OpenBadgeCredential"))),
            quad(credential, NAME, Object::Text(&self.name)),
            quad(credential, vc!("issuer"), iri(&self.issuer.id)),
            quad(credential, vc!("validFrom"), Object::Typed(&self.valid_from, DATE_TIME)),
            // The Open Badges context writes `xsd:dateTime` without defining `xsd`.
            quad(credential, ob!("awardedDate"), Object::Typed(&self.awarded_date, "xsd:dateTime")),
            quad(credential, vc!("credentialSubject"), iri(&self.credential_subject.id)),
            quad(credential, vc!("credentialStatus"), iri(&self.credential_status.id)),
            quad(Node::Iri(&self.issuer.id), RDF_TYPE, iri(ob!("Profile"))),
            quad(Node::Iri(&self.issuer.id), NAME, Object::Text(&self.issuer.name)),
        ];
        if let Some(until) = &self.valid_until {
            quads.push(quad(credential, vc!("validUntil"), Object::Typed(until, DATE_TIME)));
        }
        self.credential_status.state(&mut quads);
        self.credential_subject.state(&mut quads);
        quads
    }

    /// The statements of the whole document; the proof stands in a graph of its own.
    pub(super) fn quads_with_proof(&self) -> Vec<Quad<'_>> {
        let mut quads = self.quads();
        if let Some(proof) = &self.proof {
            quads.push(quad(Node::Iri(&self.id), security!("proof"), Object::Node(Node::Blank(PROOF_GRAPH))));
            let value = Object::Typed(&proof.proof_value, security!("multibase"));
            let statements = proof.configuration().into_iter().chain([quad(PROOF, security!("proofValue"), value)]);
            quads.extend(statements.map(|statement| Quad { graph: Some(PROOF_GRAPH), ..statement }));
        }
        quads
    }
}

impl Proof {
    /// The statements of the proof's configuration: the proof without its value.
    pub(super) fn configuration(&self) -> Vec<Quad<'_>> {
        let suite = Object::Typed(&self.cryptosuite, security!("cryptosuiteString"));
        vec![
            quad(PROOF, RDF_TYPE, iri(security!("DataIntegrityProof"))),
            quad(PROOF, "http://purl.org/dc/terms/created", Object::Typed(&self.created, DATE_TIME)),
            quad(PROOF, security!("cryptosuite"), suite),
            quad(PROOF, security!("proofPurpose"), iri(security!("assertionMethod"))),
            quad(PROOF, security!("verificationMethod"), iri(&self.verification_method)),
        ]
    }
}

impl Status {
    fn state<'a>(&'a self, quads: &mut Vec<Quad<'a>>) {
        let entry = Node::Iri(&self.id);
        quads.extend([
            quad(entry, RDF_TYPE, iri(status!("BitstringStatusListEntry"))),
            quad(entry, status!("statusPurpose"), Object::Text(&self.status_purpose)),
            quad(entry, status!("statusListIndex"), Object::Text(&self.status_list_index)),
            quad(entry, status!("statusListCredential"), iri(&self.status_list_credential)),
        ]);
    }
}

impl Subject {
    fn state<'a>(&'a self, quads: &mut Vec<Quad<'a>>) {
        let subject = Node::Iri(&self.id);
        quads.extend([
            quad(subject, RDF_TYPE, iri(ob!("AchievementSubject"))),
            quad(subject, NAME, Object::Text(&self.name)),
            quad(subject, ob!("achievement"), iri(&self.achievement.id)),
        ]);
        self.achievement.state(quads);
        for result in &self.result {
            let description = Object::Typed(&result.result_description, "https://www.w3.org/2001/XMLSchema#anyURI");
            quads.extend([
                quad(subject, ob!("result"), Object::Node(RESULT)),
                quad(RESULT, RDF_TYPE, iri(ob!("Result"))),
                quad(RESULT, ob!("resultDescription"), description),
                quad(RESULT, "https://schema.org/value", Object::Text(&result.value)),
            ]);
        }
    }
}

impl Achievement {
    fn state<'a>(&'a self, quads: &mut Vec<Quad<'a>>) {
        let achievement = Node::Iri(&self.id);
        quads.extend([
            quad(achievement, RDF_TYPE, iri(ob!("Achievement"))),
            quad(achievement, NAME, Object::Text(&self.name)),
            quad(achievement, "https://schema.org/description", Object::Text(&self.description)),
            quad(achievement, ob!("Criteria"), Object::Node(CRITERIA)),
            quad(CRITERIA, ob!("narrative"), Object::Text(&self.criteria.narrative)),
            quad(achievement, ob!("achievementType"), Object::Text(&self.achievement_type)),
            quad(achievement, "https://schema.org/inLanguage", Object::Text(&self.in_language)),
            quad(achievement, ob!("version"), Object::Text(&self.version)),
        ]);
        for description in &self.result_description {
            let node = Node::Iri(&description.id);
            quads.extend([
                quad(achievement, ob!("resultDescription"), iri(&description.id)),
                quad(node, RDF_TYPE, iri(ob!("ResultDescription"))),
                quad(node, NAME, Object::Text(&description.name)),
                quad(node, ob!("resultType"), Object::Text(&description.result_type)),
                quad(node, ob!("valueMin"), Object::Text(&description.value_min)),
                quad(node, ob!("valueMax"), Object::Text(&description.value_max)),
                quad(node, ob!("requiredValue"), Object::Text(&description.required_value)),
            ]);
        }
    }
}
