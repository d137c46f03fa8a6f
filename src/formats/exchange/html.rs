//! Fragments of HTML as events, tokenized as browsers do.

use html5gum::emitters::ForwardingEmitter;
use html5gum::emitters::callback::{Callback, CallbackEmitter, CallbackEvent};
use html5gum::{Emitter, Span, Tokenizer};
use std::borrow::Cow;
use std::convert::Infallible;
use std::ops::Range;

/// Something in a fragment; comments are none.
#[derive(Clone, Copy, Debug)]
pub enum Event<'t> {
    /// `<span lang="vi">`
    Start(&'t Tag),
    /// `</span>`: its name.
    End(&'t str),
    /// Words, with entities resolved.
    Text(&'t str),
}

/// A tag that begins an element.
#[derive(Debug, Default)]
pub struct Tag {
    /// In small letters.
    pub name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    /// What an attribute says; of two with one name the first counts.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// All of them, in the order of the source.
    pub fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.attributes.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// Tells what stands in a fragment, each with its bytes in it: of a tag from `<` to `>`.
pub fn read(html: &str, tell: impl FnMut(Event<'_>, Range<usize>)) {
    let events = Events { html, tell, tag: Tag::default(), begin: 0 };
    let Ok(()) = Tokenizer::new_with_emitter(html, Silent(CallbackEmitter::new(events))).finish();
}

struct Events<'h, F> {
    html: &'h str,
    tell: F,
    /// The one that is being read.
    tag: Tag,
    begin: usize,
}

impl<F: FnMut(Event<'_>, Range<usize>)> Callback<Infallible, usize> for Events<'_, F> {
    fn handle_event(&mut self, event: CallbackEvent<'_>, span: Span<usize>) -> Option<Infallible> {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.begin = span.start;
                self.tag.name.clear();
                self.tag.name.push_str(&text(name));
                self.tag.attributes.clear();
            }
            CallbackEvent::AttributeName { name } => {
                self.tag.attributes.push((text(name).into_owned(), String::new()));
            }
            CallbackEvent::AttributeValue { value } => {
                if let Some((_, last)) = self.tag.attributes.last_mut() {
                    last.push_str(&as_written(self.html, value, span));
                }
            }
            CallbackEvent::CloseStartTag { .. } => (self.tell)(Event::Start(&self.tag), self.begin..span.end),
            CallbackEvent::EndTag { name } => (self.tell)(Event::End(&text(name)), span.start..span.end),
            CallbackEvent::String { value } => {
                (self.tell)(Event::Text(&as_written(self.html, value, span)), span.start..span.end);
            }
            CallbackEvent::Comment { .. } | CallbackEvent::Doctype { .. } | CallbackEvent::Error(_) => {}
        }
        None
    }
}

/// The tokenizer looks at each letter once more for errors that nobody reads; here it is asked not to.
struct Silent<'h, F: FnMut(Event<'_>, Range<usize>)>(CallbackEmitter<Events<'h, F>, Infallible, usize>);

impl<F: FnMut(Event<'_>, Range<usize>)> ForwardingEmitter for Silent<'_, F> {
    type Token = Infallible;

    fn inner(&mut self) -> &mut impl Emitter<Token = Infallible> {
        &mut self.0
    }

    fn should_emit_errors(&mut self) -> bool {
        false
    }
}

/// Without entities it stands in the fragment as it is, where it was found to be UTF-8.
fn as_written<'t>(html: &'t str, bytes: &'t [u8], span: Span<usize>) -> Cow<'t, str> {
    match html.get(span.start..span.end) {
        Some(written) if written.as_bytes() == bytes => Cow::Borrowed(written),
        _ => text(bytes),
    }
}

/// Of a text only whole letters come back.
fn text(bytes: &[u8]) -> Cow<'_, str> {
    std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use html5gum::Token;
    use proptest::prelude::*;

    fn events(html: &str) -> Vec<String> {
        let mut events = Vec::new();
        read(html, |event, range| {
            let told = match event {
                Event::Start(tag) => {
                    let pairs: Vec<String> = tag.attributes().map(|(name, value)| format!(" {name}={value}")).collect();
                    format!("<{}{}>", tag.name, pairs.concat())
                }
                Event::End(name) => format!("</{name}>"),
                Event::Text(words) => words.to_owned(),
            };
            events.push(format!("{}..{} {told}", range.start, range.end));
        });
        events
    }

    #[test]
    fn tags_and_words_are_told_in_their_order_and_place() {
        let told = events("a &amp; ế<B Class='x' d><!-- c --></b e='f'><br/>g");
        let expected = ["0..11 a & ế", "11..26 <b class=x d=>", "36..46 </b>", "46..51 <br>", "51..52 g"];
        assert_eq!(told, expected);
        assert_eq!(events("<a b='1' b='2'>"), ["0..15 <a b=1 b=2>"]);
        read("<a b='1' b='2'>", |event, _| match event {
            Event::Start(tag) => assert_eq!(tag.attribute("b"), Some("1")),
            other => panic!("{other:?}"),
        });
    }

    proptest! {
        #[test]
        fn the_tokens_are_those_of_the_tokenizer(html in "(<|</|>|<!--|-->|[a-cA-C/=\"' ế&;#\u{fdd0}\u{1}]|&lt;|&#50;|<p class=\"x\">){0,30}") {
            let mut ours = Vec::new();
            read(&html, |event, _| match event {
                Event::Start(tag) => ours.push(format!("<{} {:?}>", tag.name, tag.attribute("class"))),
                Event::End(name) => ours.push(format!("</{name}>")),
                Event::Text(words) => ours.push(words.to_owned()),
            });
            let mut theirs = Vec::new();
            for Ok(token) in Tokenizer::new(&html) {
                match token {
                    Token::StartTag(tag) => {
                        let class = tag.attributes.iter().find(|(name, _)| name.as_slice() == b"class");
                        let class = class.map(|(_, value)| String::from_utf8_lossy(value).into_owned());
                        theirs.push(format!("<{} {:?}>", String::from_utf8_lossy(&tag.name), class.as_deref()));
                    }
                    Token::EndTag(tag) => theirs.push(format!("</{}>", String::from_utf8_lossy(&tag.name))),
                    Token::String(words) => theirs.push(String::from_utf8_lossy(&words).into_owned()),
                    Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
                }
            }
            prop_assert_eq!(ours, theirs);
        }
    }
}
