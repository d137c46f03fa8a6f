//! A small graph and its RDFC-1.0 canonical form, for graphs whose blank nodes all differ at first sight.
//!
//! RDFC-1.0 names a blank node by the hash of the lines it stands in; only when two nodes share a hash does the long
//! part of the algorithm begin. In our documents they never do, so that part is left out and its case refused.

use sha2::{Digest, Sha256};

/// A node with a name, or a blank one with a number of our own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Node<'a> {
    /// An IRI.
    Iri(&'a str),
    /// A blank node.
    Blank(u8),
}

/// What a statement says of its subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Object<'a> {
    /// Another node.
    Node(Node<'a>),
    /// A plain string.
    Text(&'a str),
    /// A string and the IRI of its type.
    Typed(&'a str, &'static str),
}

/// One statement; `graph` is the blank node naming the graph it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quad<'a> {
    /// Of what it speaks.
    pub subject: Node<'a>,
    /// The property's IRI.
    pub predicate: &'static str,
    /// The property's value.
    pub object: Object<'a>,
    /// The graph, when it is not the default one.
    pub graph: Option<u8>,
}

/// Why a graph has no canonical form here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GraphFault {
    /// An IRI with a character that N-Quads does not allow in one.
    BadIri,
    /// Two blank nodes look alike.
    AmbiguousBlankNodes,
}

/// Canonical N-Quads of the graph; a graph is a set, so a statement made twice counts once.
pub fn canonical(mut quads: Vec<Quad<'_>>) -> Result<String, GraphFault> {
    quads.sort_unstable();
    quads.dedup();
    if !quads.iter().all(Quad::has_clean_iris) {
        return Err(GraphFault::BadIri);
    }
    let issued = issue_names(&quads)?;
    Ok(lines(quads.iter(), |blank, line| {
        let number = issued.iter().position(|(_, node)| *node == blank).unwrap_or_default();
        line.push_str("c14n");
        line.push_str(&number.to_string());
    }))
}

/// The blank nodes with their first-degree hashes, in the order of the hashes: a node's place is its canonical number.
fn issue_names(quads: &[Quad<'_>]) -> Result<Vec<([u8; 32], u8)>, GraphFault> {
    let mut blanks: Vec<u8> = quads.iter().flat_map(Quad::blanks).collect();
    blanks.sort_unstable();
    blanks.dedup();
    let mut issued: Vec<([u8; 32], u8)> =
        blanks.into_iter().map(|blank| (first_degree_hash(quads, blank), blank)).collect();
    issued.sort_unstable();
    if issued.windows(2).any(|pair| pair[0].0 == pair[1].0) {
        return Err(GraphFault::AmbiguousBlankNodes);
    }
    Ok(issued)
}

fn first_degree_hash(quads: &[Quad<'_>], node: u8) -> [u8; 32] {
    let mentioning = quads.iter().filter(|quad| quad.blanks().any(|blank| blank == node));
    let text = lines(mentioning, |blank, line| line.push(if blank == node { 'a' } else { 'z' }));
    Sha256::digest(text.as_bytes()).into()
}

fn lines<'q, 'a: 'q>(quads: impl Iterator<Item = &'q Quad<'a>>, name: impl Fn(u8, &mut String)) -> String {
    let mut lines: Vec<String> = quads.map(|quad| quad.line(&name)).collect();
    lines.sort_unstable();
    lines.concat()
}

impl Quad<'_> {
    fn blanks(&self) -> impl Iterator<Item = u8> {
        let subject = if let Node::Blank(blank) = self.subject { Some(blank) } else { None };
        let object = if let Object::Node(Node::Blank(blank)) = self.object { Some(blank) } else { None };
        [subject, object, self.graph].into_iter().flatten()
    }

    fn has_clean_iris(&self) -> bool {
        let is_clean = |node: Node<'_>| match node {
            Node::Iri(iri) => iri.contains(':') && !iri.chars().any(is_outside_iris),
            Node::Blank(_) => true,
        };
        is_clean(self.subject)
            && match self.object {
                Object::Node(node) => is_clean(node),
                Object::Text(_) | Object::Typed(..) => true,
            }
    }

    fn line(&self, name: &impl Fn(u8, &mut String)) -> String {
        let mut line = String::with_capacity(192);
        push_node(&mut line, self.subject, name);
        line.push_str(" <");
        line.push_str(self.predicate);
        line.push_str("> ");
        match self.object {
            Object::Node(node) => push_node(&mut line, node, name),
            Object::Text(text) => push_quoted(&mut line, text),
            Object::Typed(text, kind) => {
                push_quoted(&mut line, text);
                line.push_str("^^<");
                line.push_str(kind);
                line.push('>');
            }
        }
        if let Some(graph) = self.graph {
            line.push(' ');
            push_node(&mut line, Node::Blank(graph), name);
        }
        line.push_str(" .\n");
        line
    }
}

/// Not allowed between `<` and `>`: whoever could write one there could write statements of their own.
fn is_outside_iris(letter: char) -> bool {
    letter <= ' ' || matches!(letter, '<' | '>' | '"' | '{' | '}' | '|' | '^' | '`' | '\\')
}

fn push_node(line: &mut String, node: Node<'_>, name: &impl Fn(u8, &mut String)) {
    match node {
        Node::Iri(iri) => {
            line.push('<');
            line.push_str(iri);
            line.push('>');
        }
        Node::Blank(blank) => {
            line.push_str("_:");
            name(blank, line);
        }
    }
}

/// A quoted string with the escapes of canonical N-Quads.
fn push_quoted(line: &mut String, text: &str) {
    line.push('"');
    for letter in text.chars() {
        match letter {
            '\u{8}' => line.push_str("\\b"),
            '\t' => line.push_str("\\t"),
            '\n' => line.push_str("\\n"),
            '\u{C}' => line.push_str("\\f"),
            '\r' => line.push_str("\\r"),
            '"' => line.push_str("\\\""),
            '\\' => line.push_str("\\\\"),
            '\0'..='\u{1F}' | '\u{7F}' | '\u{FFFE}' | '\u{FFFF}' => {
                line.push_str(&format!("\\u{:04X}", u32::from(letter)));
            }
            other => line.push(other),
        }
    }
    line.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(subject: Node<'static>, text: &'static str) -> Quad<'static> {
        Quad { subject, predicate: "https://example.vn/says", object: Object::Text(text), graph: None }
    }

    #[test]
    fn two_blank_nodes_that_look_alike_are_refused() {
        let quads = [says(Node::Blank(0), "a"), says(Node::Blank(1), "a")];
        assert_eq!(canonical(quads.to_vec()), Err(GraphFault::AmbiguousBlankNodes));
    }

    #[test]
    fn an_address_cannot_smuggle_in_a_statement() {
        let quads = [says(Node::Iri("https://example.vn/> <x:y> <z:w> .\n<a:b"), "a")];
        assert_eq!(canonical(quads.to_vec()), Err(GraphFault::BadIri));
    }

    #[test]
    fn our_own_numbers_for_blank_nodes_do_not_matter() {
        let one = [says(Node::Blank(0), "a"), says(Node::Blank(1), "b")];
        let other = [says(Node::Blank(7), "b"), says(Node::Blank(3), "a")];
        assert_eq!(canonical(one.to_vec()), canonical(other.to_vec()));
    }
}
