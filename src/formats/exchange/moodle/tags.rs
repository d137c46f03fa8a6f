//! Tags of ours on a question, `level:2`: what our items say and Moodle's questions cannot.

use super::account::Account;
use crate::formats::exchange::Place;
use crate::formats::exchange::tags::{self, TAG_LIMIT, named_ids, with_named};
use crate::formats::exchange::xml::Element;
use std::collections::{HashMap, VecDeque};

struct Tag<'e> {
    element: &'e Element,
    text: String,
    is_used: bool,
}

/// The tags of one question.
#[derive(Default)]
pub(super) struct Tags<'e> {
    tags: Vec<Tag<'e>>,
    /// Where those of each name are that were not used yet.
    by_name: HashMap<String, VecDeque<usize>>,
}

impl<'e> Tags<'e> {
    /// Adds those of a `<tags>` element.
    pub fn add(&mut self, element: &'e Element) {
        element.take();
        for tag in element.all("tag") {
            let text = tag.text().trim().to_owned();
            let name = text.split(':').next().unwrap_or("").to_owned();
            self.by_name.entry(name).or_default().push_back(self.tags.len());
            self.tags.push(Tag { element: tag, text, is_used: false });
        }
    }

    /// What stands behind `name:` in the first tag that has this name and makes sense; those before it are dropped.
    pub fn one<T>(&mut self, name: &str, read: impl Fn(&str) -> Option<T>) -> Option<(T, Place)> {
        let places = self.by_name.get_mut(name)?;
        while let Some(index) = places.pop_front() {
            let tag = self.tags.get_mut(index)?;
            if let Some(found) = tag.text.get(name.len() + 1..).and_then(&read) {
                tag.is_used = true;
                return Some((found, tag.element.place.clone()));
            }
        }
        None
    }

    /// What stands behind `name:` in every such tag that makes sense, and where the first of them is.
    pub fn all<T>(&mut self, name: &str, read: impl Fn(&str) -> Option<T>) -> Option<(Vec<T>, Place)> {
        let mut found = Vec::new();
        let mut first = None;
        while let Some((value, place)) = self.one(name, &read) {
            found.push(value);
            first.get_or_insert(place);
        }
        first.map(|place| (found, place))
    }

    /// Whether there is a tag that is this name alone.
    pub fn flag(&mut self, name: &str) -> Option<Place> {
        let index = self.by_name.get_mut(name)?.pop_front()?;
        let tag = self.tags.get_mut(index).filter(|tag| tag.text == name)?;
        tag.is_used = true;
        Some(tag.element.place.clone())
    }

    /// Ids of parts, from tags like `option_ids:1 a b`; `usual` where they say nothing or nothing that fits.
    pub fn ids(&mut self, name: &str, usual: Vec<String>) -> Vec<String> {
        match self.all(name, |written| named_ids(written, usual.len())) {
            Some((named, _)) => with_named(usual, named),
            None => usual,
        }
    }

    /// The author's order of parts that stand in another one: places from 0, each once.
    pub fn order(&mut self, name: &str, count: usize) -> Vec<usize> {
        let said = self.one(name, |written| tags::order(written, count));
        said.map_or_else(|| (0..count).collect(), |(order, _)| order)
    }

    /// Those that say nothing here are dropped.
    pub fn close(self, account: &mut Account) {
        for Tag { element, text, is_used } in self.tags {
            if is_used {
                element.take_all();
                continue;
            }
            account.settle(element);
            let shown: String = text.chars().take(TAG_LIMIT).collect();
            account.drop(&element.place, format!("<tag> {shown}"), "no-tags", "items have no tags here");
        }
    }
}
