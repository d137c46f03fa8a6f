//! A package: its manifest, its items one after the other, and what of it is no item.

use super::super::ledger::Ledger;
use super::super::transcript::Transcript;
use super::super::xml::{self, Element};
use super::super::{Assumed, Place, Reading};
use super::archive::{self, Files};
use super::item::{self, Read, Shared};
use super::manifest::{self, Kind, MANIFEST, Resource};
use super::metadata::{self, Said};
use super::names::{Ids, Qti, folder_of};
use super::notes::Notes;
use super::pictures::Pictures;
use super::stimuli::{Stimuli, has_used};
use crate::domain::text::Language;
use crate::formats::bank::ITEM_LIMIT;
use crate::formats::mistake::{Mistake, Mistakes, quote};
use std::collections::BTreeSet;
use std::sync::mpsc;

/// Bytes of one item.
const ITEM_BYTES: usize = 4_000_000;
/// Pages that may be parsed before they are read.
const AHEAD: usize = 64;
/// Bytes of a page that may be. The tree of `<b/>` and nothing else is thirty times as large as its text: with larger
/// pages, those of a hostile package would fill the memory together.
const AHEAD_BYTES: usize = 64_000;

/// The page of an item as it reaches its reader.
enum Page {
    Parsed(Result<Element, Mistake>),
    /// Larger than what is parsed ahead.
    Unparsed(Vec<u8>),
}

impl Page {
    fn ahead(path: &str, bytes: Vec<u8>) -> Self {
        if bytes.len() > AHEAD_BYTES { Self::Unparsed(bytes) } else { Self::Parsed(parsed(path, &bytes)) }
    }

    fn root(self, path: &str) -> Result<Element, Mistake> {
        match self {
            Self::Parsed(root) => root,
            Self::Unparsed(bytes) => parsed(path, &bytes),
        }
    }
}

/// What became of all items.
struct Gathered {
    transcript: Transcript,
    ledger: Ledger,
    /// With the ids they name as enemies.
    read: Vec<(Read, Vec<String>)>,
    mistakes: Mistakes,
}

/// Reads a ZIP package.
pub(super) fn read(name: &str, bytes: &[u8], assumed: &Assumed) -> Reading {
    let refused = |mistake: Mistake| Reading::refused(mistake.into(), assumed, name);
    let files = match archive::unpack(name, bytes) {
        Ok(files) => files,
        Err(mistake) => return refused(mistake),
    };
    let Some(manifest) = files.get(MANIFEST) else {
        let hint = "pack the files themselves, not the folder they lie in";
        return refused(Mistake::of_file(name, "no-manifest", "the package has no imsmanifest.xml at its root", hint));
    };
    let manifest = match xml::parse(MANIFEST, manifest) {
        Ok(manifest) if manifest.is("manifest") => manifest,
        Ok(other) => return refused(stranger(MANIFEST, &other)),
        Err(mistake) => return refused(mistake),
    };
    let resources = manifest::resources(&manifest);
    let items: Vec<&Resource<'_>> = resources.iter().filter(|resource| resource.kind == Kind::Item).collect();
    if items.len() > ITEM_LIMIT {
        let message = format!("the package has {} items, more than {ITEM_LIMIT}", items.len());
        return refused(Mistake::of_file(MANIFEST, "too-many-items", &message, "split it into several packages"));
    }
    let language = metadata::language(&manifest).or_else(|| first_language(&items, &files));
    let language = language.unwrap_or(assumed.language);
    let transcript = Transcript::new(name, assumed.clone());
    let told = of_package((&manifest, &resources), transcript, (files, bytes.len()), language);
    // The tree of a large manifest is several times as large as all items.
    drop(resources);
    drop(manifest);
    finish(name, told)
}

/// Parses the pages of items on a thread of its own, and reads them meanwhile.
fn of_package(
    (manifest, resources): (&Element, &[Resource<'_>]),
    transcript: Transcript,
    (mut files, packed): (Files, usize),
    language: Language,
) -> Gathered {
    let items = resources.iter().filter(|resource| resource.kind == Kind::Item);
    let mut seen = BTreeSet::new();
    // A file that many resources name would be read as often.
    let (items, again): (Vec<_>, Vec<_>) =
        items.partition(|resource| resource.path.as_deref().is_none_or(|path| seen.insert(path)));
    let page = |resource: &&Resource<'_>| resource.path.as_ref().and_then(|path| files.remove_entry(path));
    let pages: Vec<Option<(String, Vec<u8>)>> = items.iter().map(page).collect();
    let mut shared = shared(transcript, (&files, packed), language);
    let (about, competencies) = metadata::of_package(manifest, language);
    shared.transcript.about = about;
    competencies.into_iter().for_each(|(code, title)| shared.competency(&code, title));
    let stimuli = manifest::stimuli(resources);
    for resource in again {
        let why = "another item of the manifest is this file";
        shared.ledger.drop(&resource.element.place, "<resource>", "same-file", why);
    }
    let mut mistakes = Mistakes::default();
    let mut read = Vec::new();
    std::thread::scope(|scope| {
        let (sender, ahead) = mpsc::sync_channel(AHEAD);
        scope.spawn(move || {
            let parse = |(path, bytes): (String, Vec<u8>)| Page::ahead(&path, bytes);
            // The reader takes all of them.
            pages.into_iter().try_for_each(|page| sender.send(page.map(parse)))
        });
        for (resource, page) in items.into_iter().zip(ahead) {
            let stimulus = resource.dependencies.iter().find_map(|id| stimuli.get(id)).map(|path| (*path).to_owned());
            let said = Said { stimulus, ..metadata::of_item(resource.element) };
            match of_resource(resource, &said, page, &mut shared) {
                Ok(item) => read.extend(item),
                Err(mistake) => mistakes.push(mistake),
            }
        }
    });
    let notes = tell_rest(resources, &mut shared);
    notes.tell_rest(manifest, &mut shared.ledger);
    notes.tell(&mut shared.ledger);
    let Shared { transcript, ledger, .. } = shared;
    Gathered { transcript, ledger, read, mistakes }
}

/// Reads an item by itself.
pub(super) fn read_alone(name: &str, bytes: &[u8], assumed: &Assumed) -> Reading {
    let refused = |mistake: Mistake| Reading::refused(mistake.into(), assumed, name);
    let root = match parsed(name, bytes) {
        Ok(root) if root.is("assessmentItem") => root,
        Ok(other) => return refused(stranger(name, &other)),
        Err(mistake) => return refused(mistake),
    };
    let files = Files::new();
    let language = item::language_of(&root).unwrap_or(assumed.language);
    let mut shared = shared(Transcript::new(name, assumed.clone()), (&files, 0), language);
    shared.transcript.about.languages = vec![language];
    let read = of_root(&root, &Said::default(), "", &mut shared).into_iter().collect();
    let Shared { transcript, ledger, .. } = shared;
    finish(name, Gathered { transcript, ledger, read, mistakes: Mistakes::default() })
}

fn shared(transcript: Transcript, (files, bytes): (&Files, usize), language: Language) -> Shared<'_> {
    Shared {
        transcript,
        ledger: Ledger::default(),
        files,
        pictures: Pictures::of(files, bytes),
        stimuli: Stimuli::default(),
        ids: Ids::default(),
        language,
        competencies: BTreeSet::new(),
        general: None,
    }
}

fn parsed(name: &str, bytes: &[u8]) -> Result<Element, Mistake> {
    if bytes.len() > ITEM_BYTES {
        let message = format!("the file is larger than {} MB", ITEM_BYTES / 1_000_000);
        return Err(Mistake::of_file(name, "file-too-large", &message, "an item is a page or two"));
    }
    xml::parse(name, bytes)
}

/// What a file is instead.
fn stranger(name: &str, root: &Element) -> Mistake {
    let Place { line, column, .. } = root.place;
    let (code, hint) = if root.is("questestinterop") {
        ("qti-1", "export it as QTI 2.1, 2.2 or 3.0")
    } else {
        ("not-an-item", "send a ZIP package, or the file of one item")
    };
    let message = format!("the file is {}, which is not what is read here", quote(&root.shown()));
    Mistake { file: name.to_owned(), line, column, code, message, hint: Some(hint.to_owned()) }
}

/// The language of the first item that says one of ours.
fn first_language(items: &[&Resource<'_>], files: &Files) -> Option<Language> {
    let paths: BTreeSet<&String> = items.iter().filter_map(|resource| resource.path.as_ref()).collect();
    paths.into_iter().find_map(|path| item::language_of(&parsed(path, files.get(path)?).ok()?))
}

/// Reads the item of a resource; nothing when it was left out.
fn of_resource(
    resource: &Resource<'_>,
    said: &Said,
    page: Option<Page>,
    shared: &mut Shared<'_>,
) -> Result<Option<(Read, Vec<String>)>, Mistake> {
    let missing = |message: String| {
        let Place { line, column, .. } = resource.element.place;
        let hint = Some("pack it again with all its files".to_owned());
        Mistake { file: MANIFEST.to_owned(), line, column, code: "missing-file", message, hint }
    };
    let Some(path) = &resource.path else { return Err(missing("the item names no file in the package".to_owned())) };
    let page = page.ok_or_else(|| missing(format!("the package has no file {}", quote(path))))?;
    let root = page.root(path)?;
    if !root.is("assessmentItem") {
        return Err(stranger(path, &root));
    }
    Ok(of_root(&root, said, folder_of(path), shared))
}

fn of_root(root: &Element, said: &Said, folder: &str, shared: &mut Shared<'_>) -> Option<(Read, Vec<String>)> {
    let shown = format!("{} {}", root.shown(), root.value("identifier").unwrap_or(""));
    if let Some(other) = item::language_of(root).filter(|language| *language != shared.language) {
        let why = format!("the item is in `{}`, the package in `{}`", other.code(), shared.language.code());
        shared.ledger.drop(&root.place, shown, "other-language", why);
        return None;
    }
    match item::read(root, said, folder, shared) {
        Ok(read) => {
            read.notes.tell_rest(root, &mut shared.ledger);
            Some((read, said.enemies.clone()))
        }
        Err(refused) => {
            shared.ledger.drop(&refused.place, shown, refused.code, refused.reason);
            None
        }
    }
}

/// Tests, and files that belong to nothing that was read.
fn tell_rest(resources: &[Resource<'_>], shared: &mut Shared<'_>) -> Notes {
    let mut notes = Notes::default();
    let is_used = |shared: &Shared<'_>, path: &str| shared.pictures.has_used(path) || has_used(shared, path);
    for resource in resources {
        let (code, why) = match resource.kind {
            Kind::Item => continue,
            Kind::Test => ("not-an-item", "tests, their sections and items of QTI 1 are not read here"),
            Kind::Stimulus => ("stimulus-unused", "no item that was read is about it"),
            Kind::Other => ("file-unused", "no item that was read shows it"),
        };
        let used = resource.files.iter().chain(&resource.path).any(|path| is_used(shared, path));
        if used {
            resource.element.take_all();
        } else {
            let name = resource.path.as_deref().or(resource.files.first().map(String::as_str)).unwrap_or("");
            notes.drop_whole(resource.element, format!("<resource> {name}"), (code, why.to_owned()));
        }
    }
    let named = manifest::named(resources);
    for path in shared.files.keys().filter(|path| path.as_str() != MANIFEST && !named.contains(path.as_str())) {
        if !is_used(shared, path) {
            shared.ledger.drop(
                &Place::start(path),
                path.clone(),
                "file-unused",
                "the manifest does not name this file",
            );
        }
    }
    notes
}

/// Writes the items down with their enemies, and checks them.
fn finish(name: &str, Gathered { mut transcript, mut ledger, read, mistakes }: Gathered) -> Reading {
    let known: BTreeSet<String> = read.iter().map(|(read, _)| read.draft.id.clone()).collect();
    for (Read { mut draft, notes }, enemies) in read {
        let at = draft.at.clone();
        let (there, gone): (Vec<String>, Vec<String>) =
            enemies.into_iter().partition(|enemy| known.contains(enemy) && *enemy != draft.id);
        if !there.is_empty() {
            draft.fields.texts("enemies", there.iter().map(String::as_str), &at);
        }
        for enemy in gone {
            let is_itself = enemy == draft.id;
            let why = if is_itself { "an item is not kept apart from itself" } else { "no item with this id was read" };
            ledger.drop(&at, format!("enemy {enemy}"), "enemy-not-read", why);
        }
        notes.tell(&mut ledger);
        transcript.add(draft);
    }
    let is_empty = transcript.items().is_empty();
    let mut reading = Reading::of(transcript, ledger);
    if is_empty {
        let hint = "the ledger says why each was left out";
        let none = Mistake::of_file(name, "no-items", "no item came along", hint);
        reading.bank = Err(if mistakes.is_empty() { none.into() } else { mistakes.in_order() });
    } else if !mistakes.is_empty() {
        let mut all = mistakes;
        if let Err(others) = reading.bank {
            all.append(others);
        }
        reading.bank = Err(all.in_order());
    }
    reading
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_large_page_is_a_tree_before_its_turn() {
        let page = |length: usize| format!("<a>{}</a>", "b".repeat(length - "<a></a>".len())).into_bytes();
        assert!(matches!(Page::ahead("a.xml", page(AHEAD_BYTES)), Page::Parsed(Ok(_))));
        assert!(matches!(Page::ahead("a.xml", page(AHEAD_BYTES + 1)), Page::Unparsed(_)));
        let root = Page::ahead("a.xml", page(AHEAD_BYTES + 1)).root("a.xml").expect("an element");
        assert_eq!(root.text().len(), AHEAD_BYTES + 1 - "<a></a>".len());
    }
}
