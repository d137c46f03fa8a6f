//! Tags of ours on a question, `level:2`: what our items say and Moodle's questions cannot.

use super::account::Account;
use crate::formats::exchange::Place;
use crate::formats::exchange::xml::Element;
use crate::formats::toml_file::codes::is_code;
use std::collections::{BTreeSet, HashMap, VecDeque};

/// Characters that Moodle keeps of a tag.
pub(super) const TAG_LIMIT: usize = 50;

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
    pub fn add(&mut self, element: &'e Element, account: &mut Account) {
        account.take(element);
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
        let count = usual.len();
        let read = |written: &str| {
            let mut words = written.split(' ');
            let first = words.next()?.parse::<usize>().ok()?.checked_sub(1)?;
            let ids: Vec<String> = words.map(str::to_owned).collect();
            let fits = first.checked_add(ids.len())? <= count && ids.iter().all(|id| is_code(id));
            fits.then_some((first, ids))
        };
        let Some((written, _)) = self.all(name, read) else { return usual };
        let mut ids = usual.clone();
        for (first, written) in written {
            ids.splice(first..first + written.len(), written);
        }
        let distinct: BTreeSet<&String> = ids.iter().collect();
        if distinct.len() == ids.len() { ids } else { usual }
    }

    /// The author's order of parts that stand in another one: places from 0, each once.
    pub fn order(&mut self, name: &str, count: usize) -> Vec<usize> {
        let read = |written: &str| {
            let places: Option<Vec<usize>> =
                written.split(' ').map(|place| place.parse::<usize>().ok()?.checked_sub(1)).collect();
            let places = places?;
            let distinct: BTreeSet<usize> = places.iter().copied().filter(|place| *place < count).collect();
            (places.len() == count && distinct.len() == count).then_some(places)
        };
        self.one(name, read).map_or_else(|| (0..count).collect(), |(order, _)| order)
    }

    /// Those that say nothing here are dropped.
    pub fn close(self, account: &mut Account) {
        for Tag { element, text, is_used } in self.tags {
            if is_used {
                account.take_all(element);
                continue;
            }
            account.settle(element);
            let shown: String = text.chars().take(TAG_LIMIT).collect();
            account.drop(&element.place, format!("<tag> {shown}"), "no-tags", "items have no tags here");
        }
    }
}

/// `option_ids:1 a b`, a tag for as many ids as Moodle keeps of one; none where the ids are the usual ones.
pub(super) fn ids_tags(name: &str, ids: &[&str], usual: &[String]) -> Vec<String> {
    if ids.iter().zip(usual).all(|(id, usual)| id == usual) {
        return Vec::new();
    }
    let mut tags: Vec<String> = Vec::new();
    for (place, id) in ids.iter().enumerate() {
        match tags.last_mut().filter(|tag| tag.chars().count() + 1 + id.chars().count() <= TAG_LIMIT) {
            Some(tag) => *tag = format!("{tag} {id}"),
            None => tags.push(format!("{name}:{} {id}", place + 1)),
        }
    }
    tags
}

/// `option_order:2 1 3`; none where it is the order they stand in.
pub(super) fn order_tag(name: &str, order: &[usize]) -> Option<String> {
    let places: Vec<String> = order.iter().map(|place| (place + 1).to_string()).collect();
    (!order.is_sorted()).then(|| format!("{name}:{}", places.join(" ")))
}

/// `a`, `b`, ...: the ids of options when nothing is said.
pub(super) fn letters(count: usize) -> Vec<String> {
    let id = |place: usize| match u8::try_from(place).ok().filter(|place| *place < 26) {
        Some(place) => char::from(b'a' + place).to_string(),
        None => format!("o{}", place + 1),
    };
    (0..count).map(id).collect()
}

/// `s1`, `s2`, ...
pub(super) fn numbered(prefix: &str, count: usize) -> Vec<String> {
    (1..=count).map(|number| format!("{prefix}{number}")).collect()
}
