//! What is read of XML, and what is refused.

use super::*;

fn refused(text: &str) -> (u32, u32, &'static str) {
    let mistake = parse("quiz.xml", text.as_bytes()).expect_err("it is refused");
    (mistake.line, mistake.column, mistake.code)
}

#[test]
fn elements_have_their_places_and_texts_their_entities_resolved() {
    let root = parse(
        "quiz.xml",
        "<quiz>\n  <p:text a=\"1 &lt; 2\">số &amp; <![CDATA[<b>]]>&#225;</p:text>\n</quiz>".as_bytes(),
    )
    .expect("it is read");
    let text = root.first("text").expect("it is there");
    assert_eq!((text.place.line, text.place.column), (2, 3));
    assert_eq!(text.attribute("a"), Some("1 < 2"));
    assert_eq!(text.text(), "số & <b>á");
}

#[test]
fn bombs_and_fragments_are_refused_at_their_places() {
    assert_eq!(refused("<!DOCTYPE a [<!ENTITY b \"c\">]>\n<a>&b;</a>"), (1, 1, "xml-doctype"));
    assert_eq!(refused("<a>\n&nbsp;</a>"), (2, 1, "xml-entity"));
    assert_eq!(refused("<a>\n <b></a>").2, "xml-syntax");
    assert_eq!(refused("<a>\n <b>"), (2, 2, "xml-syntax"));
    assert_eq!(refused(""), (1, 1, "xml-syntax"));
    assert_eq!(refused("<a/><b/>").2, "xml-syntax");
    assert_eq!(refused(&"<a>".repeat(100)).2, "xml-too-deep");
}

#[test]
fn nothing_passes_unnoticed() {
    let root = parse("quiz.xml", b"<a><b c=\"1\"/><d><e/></d></a>").expect("it is read");
    root.take();
    root.first("b").expect("there").take();
    root.first("b").expect("there").tell_attributes(&[], &mut Ledger::default());
    let mut ledger = Ledger::default();
    root.tell_untaken(&mut ledger);
    let losses: Vec<&str> = ledger.losses().iter().map(|loss| loss.element.as_str()).collect();
    assert_eq!(losses, ["<d>"]);
}

#[test]
fn children_come_one_by_one_and_the_root_at_the_end() {
    let file = "<a x=\"1\">\n <b><c/></b> and\n <d/></a>";
    let mut children = Children::of("quiz.xml", file.as_bytes()).expect("it is text");
    let first = children.next_child().expect("it is read").expect("there is one");
    assert_eq!((&*first.name, first.elements().count()), ("b", 1));
    let second = children.next_child().expect("it is read").expect("there is another");
    assert_eq!((&*second.name, second.place.line), ("d", 3));
    assert!(children.next_child().expect("it is read").is_none());
    let root = children.end().expect("it is whole");
    assert_eq!((root.attribute("x"), root.elements().count()), (Some("1"), 0));
    let mut broken = Children::of("quiz.xml", b"<a><b/>").expect("it is text");
    assert!(broken.next_child().expect("it is read").is_some());
    assert!(broken.next_child().expect("nothing is wrong so far").is_none());
    assert_eq!(broken.end().expect_err("it is cut off").code, "xml-syntax");
}
