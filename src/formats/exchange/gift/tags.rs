//! What stands in comments: `[id:...]`, `[tag:level:2]`, and words for people.

use super::account::Account;
use super::blocks::Block;
use super::source::Source;
use crate::formats::exchange::Place;
use crate::formats::exchange::tags::{self, named_ids, with_named};
use crate::formats::mistake::quote;

/// Tags without a meaning here that are named.
const NAMED: usize = 5;

#[derive(Clone, Debug)]
struct Tag {
    text: String,
    at: usize,
    is_used: bool,
}

/// The id and the tags of one question or category.
#[derive(Clone, Debug, Default)]
pub(super) struct Tags {
    /// What `[id:...]` says first, and where.
    pub id: Option<(String, usize)>,
    tags: Vec<Tag>,
    /// Comments that say something else, and where.
    pub words: Vec<usize>,
}

impl Tags {
    /// Those in the comments of a block.
    pub fn of(block: &Block<'_>) -> Self {
        let mut tags = Self::default();
        for comment in &block.comments {
            tags.read(comment.text, comment.at);
        }
        tags
    }

    fn read(&mut self, comment: &str, at: usize) {
        let mut rest = comment;
        let mut says_more = false;
        while let Some(start) = rest.find('[') {
            says_more |= says_something(&rest[..start]);
            let inside = &rest[start + 1..];
            let offset = at + (comment.len() - inside.len()) - 1;
            let Some(name) = ["id:", "tag:"].into_iter().find(|name| inside.starts_with(name)) else {
                rest = inside;
                continue;
            };
            let Some((text, length)) = until_bracket(&inside[name.len()..]) else {
                // No later one is closed either: the end of the comment was searched.
                says_more = true;
                rest = "";
                break;
            };
            let text = text.trim().to_owned();
            if name == "tag:" {
                self.tags.push(Tag { text, at: offset, is_used: false });
            } else if self.id.is_none() && !text.is_empty() {
                self.id = Some((text, offset));
            } else {
                says_more = true;
            }
            rest = &inside[name.len() + length..];
        }
        says_more |= says_something(rest);
        // Moodle's own heading of each question; it repeats the title.
        let is_heading = comment.trim_start().starts_with("question: ") && comment.contains("name: ");
        if says_more && !is_heading {
            self.words.push(at - 2);
        }
    }

    /// What stands behind `name:` in the first tag of this name that makes sense.
    pub fn one<T>(&mut self, name: &str, source: &Source<'_>, read: impl Fn(&str) -> Option<T>) -> Option<(T, Place)> {
        self.tags.iter_mut().filter(|tag| !tag.is_used).find_map(|tag| {
            let found = read(tag.text.strip_prefix(name)?.strip_prefix(':')?)?;
            tag.is_used = true;
            Some((found, source.place(tag.at)))
        })
    }

    /// What stands behind `name:` in every tag of this name that makes sense, and where the first of them is.
    pub fn all<T>(
        &mut self,
        name: &str,
        source: &Source<'_>,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<(Vec<T>, Place)> {
        let mut first = None;
        let mut found = Vec::new();
        for tag in self.tags.iter_mut().filter(|tag| !tag.is_used) {
            let value = tag.text.strip_prefix(name).and_then(|rest| read(rest.strip_prefix(':')?));
            if let Some(value) = value {
                tag.is_used = true;
                first.get_or_insert(tag.at);
                found.push(value);
            }
        }
        first.map(|at| (found, source.place(at)))
    }

    /// Whether a tag is this name alone.
    pub fn flag(&mut self, name: &str, source: &Source<'_>) -> Option<Place> {
        let tag = self.tags.iter_mut().find(|tag| tag.text == name)?;
        tag.is_used = true;
        Some(source.place(tag.at))
    }

    /// Ids of parts, from tags like `option_ids:1 a b`; `usual` where they say nothing or nothing that fits.
    pub fn ids(&mut self, name: &str, source: &Source<'_>, usual: Vec<String>) -> Vec<String> {
        match self.all(name, source, |written| named_ids(written, usual.len())) {
            Some((named, _)) => with_named(usual, named),
            None => usual,
        }
    }

    /// The author's order of parts that stand in another one: places from 0, each once.
    pub fn order(&mut self, name: &str, source: &Source<'_>, count: usize) -> Vec<usize> {
        let said = self.one(name, source, |written| tags::order(written, count));
        said.map_or_else(|| (0..count).collect(), |(order, _)| order)
    }

    /// Whether there is an id or any tag.
    pub fn says_something(&self) -> bool {
        self.id.is_some() || !self.tags.is_empty()
    }

    /// Tells what became of the tags: those that say nothing here are dropped.
    pub fn close(&self, source: &Source<'_>, account: &mut Account) {
        for tag in self.tags.iter().filter(|tag| tag.is_used) {
            let name = tag.text.split(':').next().unwrap_or("");
            account.keep(format!("[tag:{name}]"));
        }
        let unused: Vec<&Tag> = self.tags.iter().filter(|tag| !tag.is_used).collect();
        if let Some(first) = unused.first() {
            let named: Vec<String> = unused.iter().take(NAMED).map(|tag| quote(&tag.text)).collect();
            let more = match unused.len() - named.len() {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let why = format!("items have no tags here: {}{more}", named.join(", "));
            account.drop(&source.place(first.at), "[tag:]", "no-tags", why);
        }
    }
}

fn says_something(text: &str) -> bool {
    text.contains(char::is_alphanumeric)
}

/// Up to the bracket that is not escaped: the text without its escapes, and the bytes it takes with the bracket.
fn until_bracket(written: &str) -> Option<(String, usize)> {
    let mut text = String::new();
    let mut letters = written.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            ']' => return Some((text, at + 1)),
            '\\' => match letters.next() {
                Some((_, 'n')) => text.push('\n'),
                Some((_, next @ (']' | '\\'))) => text.push(next),
                Some((_, next)) => text.extend(['\\', next]),
                None => return None,
            },
            plain => text.push(plain),
        }
    }
    None
}

/// `[tag:level:2]`, whatever is in it.
pub(super) fn token(name: &str, text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace(']', "\\]").replace('\n', "\\n");
    format!("[{name}:{text}]")
}

#[cfg(test)]
mod tests {
    use super::super::blocks::Blocks;
    use super::*;

    fn tags(text: &str) -> Tags {
        Tags::of(&Blocks::new(text).next().expect("a block"))
    }

    #[test]
    fn ids_and_tags_are_found_and_words_are_told_apart() {
        let text = "// question: 7  name: x\n// [id:a\\]b] [tag:level:2][tag:x]\n// Chương 1 [tag:y]\n//----\nq";
        let mut tags = tags(text);
        let source = Source::new("a.gift", text);
        assert_eq!(tags.id.clone().map(|(id, _)| id).as_deref(), Some("a]b"));
        assert_eq!(tags.words.len(), 1);
        let level = tags.one("level", &source, |level| level.parse::<u8>().ok()).expect("a level");
        assert_eq!((level.0, level.1.line, level.1.column), (2, 2, 14));
        let mut account = Account::default();
        tags.close(&source, &mut account);
        let losses: Vec<String> = account.losses().map(|loss| loss.to_owned()).collect();
        assert_eq!(losses, ["items have no tags here: `x`, `y`"]);
    }

    #[test]
    fn any_text_comes_back_from_a_token() {
        for text in ["a]b\\", "\\n\n]", "\\\\]", "[tag:x]"] {
            let written = token("tag", &format!("source:{text}"));
            let inside = written.strip_prefix("[tag:source:").expect("a token");
            assert_eq!(until_bracket(inside), Some((text.to_owned(), inside.len())), "{written}");
        }
    }
}
