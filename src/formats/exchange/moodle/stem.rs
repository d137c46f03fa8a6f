//! The question itself: what it is about, its words and its one picture.

use super::marked::{Mark, split};
use super::paper::{Paper, Unread};
use super::pictures::{self, NoPicture, PIXELS, Png, Source, png_of, png_of_file, source_of};
use super::quiz::Quiz;
use super::texts::{Reader, Shown};
use crate::domain::text::Localized;
use crate::formats::exchange::Place;
use crate::formats::exchange::xml::Element;
use crate::formats::mistake::Mistake;

/// A picture and what is said of it.
pub(super) type Described = (Png, Localized);

impl<'e> Paper<'e> {
    /// Writes down the stem, the stimulus and, where the type has none of its own, the picture.
    pub fn stem(&mut self, quiz: &mut Quiz, has_own_picture: bool) -> Result<(), Unread> {
        let at = self.stem.at.clone();
        let html = self.stem.html().into_owned();
        let (rest, marks) = split(&html);
        let (mut stem, shown) = self.rich(&rest, "<questiontext>", &at);
        for mark in self.take_marks("stem") {
            self.stem_in_another_language(&mark, &mut stem);
        }
        self.item.fields.localized("stem", &stem, &at);
        let mut used = Vec::new();
        for mark in marks {
            match (mark.name.as_str(), mark.attribute("data-id")) {
                ("stimulus", Some(id)) => self.stimulus(id, &mark, quiz, &mut used)?,
                _ => {
                    let why = "it says nothing at this place";
                    self.account.drop(&at, format!("<div> {}", mark.name), "mark-out-of-place", why);
                }
            }
        }
        if has_own_picture {
            self.no_pictures(&shown);
        } else if let Some((png, text)) = self.picture(&shown, quiz, &mut used)? {
            let name = quiz.transcript.picture(&self.item.id, png.bytes);
            self.item.fields.text("picture", &name, &at);
            self.item.fields.localized("picture_text", &text, &at);
        }
        for file in std::mem::take(&mut self.stem.files) {
            if !used.contains(&file.place) {
                self.account.drop_element(file, "file-not-used", "no picture of the item is in this file");
            }
        }
        Ok(())
    }

    /// Blocks of ours with this name in the general feedback.
    pub fn take_marks(&mut self, name: &str) -> Vec<Mark> {
        let (taken, rest) = std::mem::take(&mut self.marks).into_iter().partition(|mark| mark.name == name);
        self.marks = rest;
        taken
    }

    /// Where blanks stand in the question, it can be in one language only; the others are in blocks of ours.
    fn stem_in_another_language(&mut self, mark: &Mark, stem: &mut Localized) {
        let language = self.languages.iter().find(|language| mark.attribute("lang") == Some(language.code())).copied();
        if let Some(language) = language {
            let at = self.stem.at.clone();
            let languages = [language];
            let reader = Reader { languages: &languages, element: "<generalfeedback>", at: &at };
            let (text, _) = reader.rich(&mark.html, &mut self.account);
            stem.0.extend(text.0);
            self.account.marks_languages = true;
        }
    }

    fn stimulus(&mut self, id: &str, mark: &Mark, quiz: &mut Quiz, used: &mut Vec<Place>) -> Result<(), Unread> {
        let at = self.stem.at.clone();
        let (text, shown) = self.rich(&mark.html, "<questiontext>", &at);
        let picture = self.picture(&shown, quiz, used)?;
        let known = quiz.stimulus(id, (text, picture), &at);
        if known != id {
            let how = format!("it says something else than at its first place: {id} became {known}");
            self.account.change(&at, "<div> stimulus", "stimulus-changed", how);
        }
        self.item.fields.text("stimulus", &known, &at);
        Ok(())
    }

    /// The first picture of a text; the others have no place.
    fn picture(
        &mut self,
        shown: &[Shown],
        quiz: &mut Quiz,
        used: &mut Vec<Place>,
    ) -> Result<Option<Described>, Unread> {
        let Some((first, others)) = shown.split_first() else { return Ok(None) };
        self.no_pictures(others);
        let at = self.stem.at.clone();
        let files: Vec<&'e Element> = self.stem.files.clone();
        let found = match source_of(first, &files) {
            Source::File(file) => self.png(png_of_file(file), &file.place, quiz)?.inspect(|_| {
                used.push(file.place.clone());
                file.take_all();
            }),
            Source::Inside(base64) => self.png(png_of(base64), &at, quiz)?,
            Source::Elsewhere => {
                let why = "the file of questions does not hold this picture";
                self.account.drop(&at, first.element(), "picture-not-in-file", why);
                None
            }
        };
        let Some(png) = found else { return Ok(None) };
        let mut text = first.text.clone();
        if text.0.is_empty() {
            let message = "the picture has no text for those who do not see it".to_owned();
            let hint = Some("say what it shows in its description (alt)".to_owned());
            let Place { file, line, column } = at;
            let code = "picture-without-text";
            return Err(Unread::Wrong(Mistake { file: file.to_string(), line, column, code, message, hint }));
        }
        Reader { languages: &self.languages, element: "<img>", at: &at }.lend(&mut text, &mut self.account);
        Ok(Some((png, text)))
    }

    fn no_pictures(&mut self, shown: &[Shown]) {
        let at = self.stem.at.clone();
        let reader = Reader { languages: &self.languages, element: "<questiontext>", at: &at };
        reader.no_pictures(shown, &mut self.account);
    }

    /// A picture of this question; `None` when it is told that it is none.
    pub fn png(&mut self, read: Result<Png, NoPicture>, at: &Place, quiz: &mut Quiz) -> Result<Option<Png>, Unread> {
        match read {
            Ok(png) => {
                quiz.pixels += png.pixels();
                if quiz.pixels > PIXELS {
                    let message =
                        format!("the pictures of the file have more than {} million pixels", PIXELS / 1_000_000);
                    return Err(Unread::Wrong(Mistake {
                        code: "too-many-pixels",
                        hint: Some("split the file".to_owned()),
                        ..pictures::mistake(at, message)
                    }));
                }
                Ok(Some(png))
            }
            Err(NoPicture::Other(why)) => {
                self.account.drop(at, "<img>", "picture-not-png", why);
                Ok(None)
            }
            Err(NoPicture::Broken(message)) => Err(Unread::Wrong(pictures::mistake(at, message))),
        }
    }
}
