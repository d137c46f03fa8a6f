//! Texts of a question in the languages of the file.

use super::account::Account;
use super::plain::{line_of, lines_of};
use crate::domain::text::{Language, Localized};
use crate::formats::exchange::Place;
use crate::formats::exchange::rich_text::{Converted, TextLoss, from_html_in, languages_in};
use crate::formats::exchange::xml::{Element, Node};
use std::borrow::Cow;

/// A text as it stands in an element: `<questiontext format="html"><text>`, with the files that belong to it.
#[derive(Clone, Debug)]
pub(super) struct Written<'e> {
    pub raw: Cow<'e, str>,
    /// `html` when nothing is said.
    pub format: String,
    pub files: Vec<&'e Element>,
    /// `<questiontext>`
    pub element: String,
    pub at: Place,
}

impl<'e> Written<'e> {
    /// Of an element that holds a `<text>`; its files are still to be accounted for.
    pub fn of(element: &'e Element) -> Self {
        element.take();
        if let Some(text) = element.first("text") {
            text.take_all();
        }
        Self::read(element)
    }

    /// The same, and nothing is accounted for.
    pub fn read(element: &'e Element) -> Self {
        let raw = element.first("text").map(|text| {
            // Some programs write the HTML as it is, and not as a text.
            if text.elements().next().is_some() { text.inner_html().into() } else { text.text() }
        });
        // Some leave out the <text>.
        let raw = raw.unwrap_or_else(|| own_text(element).into());
        let files = element.all("file").collect();
        let format = element.attribute("format").unwrap_or("html").to_owned();
        let (element, at) = (format!("<{}>", element.name), element.place.clone());
        Self { raw, format, files, element, at }
    }

    /// As HTML.
    pub fn html(&self) -> Cow<'_, str> {
        super::plain::shown(&self.raw, &self.format)
    }

    /// The files have nowhere to go.
    pub fn drop_files(&self, account: &mut Account) {
        for file in &self.files {
            let why =
                "only one picture has a place here, and only in the question itself; this file is of another text";
            account.drop_element(file, "no-place-for-picture", why);
        }
    }
}

fn own_text(element: &Element) -> String {
    let text = |node: &Node| match node {
        Node::Text(text) => Some(text.clone()),
        Node::Element(_) => None,
    };
    element.children.iter().filter_map(text).collect()
}

/// A picture in a text.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    pub source: String,
    /// What is said for those who do not see it; languages without such a text are not there.
    pub text: Localized,
}

impl Shown {
    /// What it is called in the ledger.
    pub fn element(&self) -> String {
        format!("<img src=\"{}\">", self.source.chars().take(40).collect::<String>())
    }
}

/// Languages that texts are read in, and where the text stands.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub languages: &'a [Language],
    pub element: &'a str,
    pub at: &'a Place,
}

impl Reader<'_> {
    /// Markdown in each language, nothing at all when none says anything; and the pictures in it.
    pub fn rich(&self, html: &str, account: &mut Account) -> (Localized, Vec<Shown>) {
        account.marks_languages =
            account.marks_languages || (self.languages.len() > 1 && !languages_in(html).is_empty());
        let ahead = account.converted(html, self.languages);
        self.converted(ahead.unwrap_or_else(|| from_html_in(html, self.languages)), account)
    }

    /// The same of what was converted to each language.
    pub fn converted(&self, converted: Vec<Converted>, account: &mut Account) -> (Localized, Vec<Shown>) {
        let mut texts = Localized::default();
        let mut shown: Vec<Shown> = Vec::new();
        let mut losses = Vec::new();
        for (language, converted) in self.languages.iter().zip(converted) {
            losses.extend(converted.losses);
            for (index, picture) in converted.pictures.into_iter().enumerate() {
                if index == shown.len() {
                    shown.push(Shown { source: picture.source, text: Localized::default() });
                }
                let text = picture.text.split_whitespace().collect::<Vec<_>>().join(" ");
                shown[index].text.0.extend((!text.is_empty()).then_some((*language, text)));
            }
            texts.0.insert(*language, converted.markdown);
        }
        losses.sort();
        losses.dedup();
        for TextLoss { element, code, reason } in losses {
            match code {
                "element-dropped" => account.drop(self.at, element, code, reason),
                _ => account.change(self.at, element, code, reason),
            }
        }
        self.lend(&mut texts, account);
        (texts, shown)
    }

    /// As Moodle does: where a language has no text, that of another one is shown.
    pub fn lend(&self, texts: &mut Localized, account: &mut Account) {
        texts.0.retain(|_, text| !text.is_empty());
        let Some((lender, text)) = texts.0.iter().next().map(|(language, text)| (*language, text.clone())) else {
            return;
        };
        for language in self.languages {
            if !texts.0.contains_key(language) {
                let how = format!("there is no text in {}; that in {} stands there", language.code(), lender.code());
                account.change(self.at, self.element, "language-missing", how);
                texts.0.insert(*language, text.clone());
            }
        }
    }

    /// One line without markup in each language.
    pub fn line(&self, html: &str, account: &mut Account) -> Localized {
        let (texts, shown) = self.rich(html, account);
        self.no_pictures(&shown, account);
        let mut is_more = false;
        let lines = texts.0.into_iter().map(|(language, text)| {
            let (line, had_markup) = line_of(&text);
            is_more |= had_markup;
            (language, line)
        });
        let lines = Localized(lines.collect());
        if is_more {
            account.change(self.at, self.element, "markup-dropped", "it is one line of plain text here");
        }
        lines
    }

    /// Lines without markup in each language.
    pub fn lines(&self, html: &str, account: &mut Account) -> Localized {
        let (texts, shown) = self.rich(html, account);
        self.no_pictures(&shown, account);
        Localized(texts.0.into_iter().map(|(language, text)| (language, lines_of(&text))).collect())
    }

    /// Pictures that have nowhere to go.
    pub fn no_pictures(&self, shown: &[Shown], account: &mut Account) {
        for picture in shown {
            let why = "only one picture has a place here, and only in the question itself";
            account.drop(self.at, picture.element(), "no-place-for-picture", why);
        }
    }
}
