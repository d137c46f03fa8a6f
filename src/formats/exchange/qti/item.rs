//! One `assessmentItem`: what it declares, asks and explains, written down in our words.

use super::super::draft_item::{DraftItem, Lines};
use super::super::ledger::Ledger;
use super::super::transcript::Transcript;
use super::super::xml::Element;
use super::archive::Files;
use super::body::{self, Body};
use super::declarations::{self, Outcome, Response};
use super::metadata::Said;
use super::names::{Ids, Qti, resolved};
use super::notes::{Notes, Told, refuse};
use super::pictures::{Pictures, Png};
use super::processing::{self, Scoring};
use super::stimuli::{self, Stimuli};
use super::{areas, choices, entries, explanation, filled, pairs};
use crate::domain::text::{Language, Localized};
use std::collections::BTreeSet;

/// Blanks, responses, outcomes or feedbacks of one item: some are compared with each other.
const PARTS: usize = 500;
/// Competencies a bank may have.
const COMPETENCIES: usize = 100;

/// What all items of a package share while they are read.
pub(super) struct Shared<'f> {
    pub transcript: Transcript,
    pub ledger: Ledger,
    pub files: &'f Files,
    pub pictures: Pictures<'f>,
    pub stimuli: Stimuli,
    pub ids: Ids,
    pub language: Language,
    pub competencies: BTreeSet<String>,
    pub general: Option<String>,
}

impl Shared<'_> {
    /// Declares a competency, unless that is done. Beyond what a bank may have the rest is only counted.
    pub fn competency(&mut self, code: &str, title: Localized) {
        if self.competencies.len() <= COMPETENCIES && self.competencies.insert(code.to_owned()) {
            self.transcript.declare_competency(code, title);
        }
    }

    /// The competency of items that name none.
    pub fn general(&mut self, title: &str) -> String {
        let title = Localized([(self.language, title.to_owned())].into());
        self.general.get_or_insert_with(|| self.transcript.competency(&title)).clone()
    }
}

/// An item while it is read.
pub(super) struct Reading<'e> {
    pub root: &'e Element,
    pub responses: Vec<Response<'e>>,
    pub outcomes: Vec<Outcome<'e>>,
    pub scoring: Scoring,
    pub said: &'e Said,
    pub language: Language,
    /// Of its file.
    pub folder: &'e str,
    pub draft: DraftItem,
    /// Whether the draft has its picture.
    pub has_picture: bool,
    pub notes: Notes,
}

/// An item that was read.
pub(super) struct Read {
    pub draft: DraftItem,
    pub notes: Notes,
}

/// The language that an item says it is in, where it is one of ours.
pub(super) fn language_of(root: &Element) -> Option<Language> {
    let code = root.attribute("xml:lang")?;
    Language::from_code(&code.split(['-', '_']).next().unwrap_or("").to_ascii_lowercase())
}

/// Where an item says how it is marked.
pub(super) fn processing(item: &Element) -> Option<&Element> {
    item.one("responseProcessing")
}

/// Reads an item of a file in `folder`.
pub(super) fn read(root: &Element, said: &Said, folder: &str, shared: &mut Shared<'_>) -> Told<Read> {
    root.take();
    if root.flag("adaptive") {
        return refuse(root, "adaptive-item", "the item is answered in several attempts, which is not known here");
    }
    if let Some(template) = root.one("templateDeclaration").or_else(|| root.one("templateProcessing")) {
        return refuse(template, "template", "the item has parts that change from one candidate to the next");
    }
    let Some(item_body) = root.one("itemBody") else { return refuse(root, "no-body", "the item has no body") };
    let identifier = root.value("identifier").unwrap_or("");
    let mut reading = Reading {
        root,
        responses: declarations::responses(root)?,
        outcomes: declarations::outcomes(root),
        scoring: processing::scoring(root),
        said,
        language: shared.language,
        folder,
        draft: DraftItem::new(&shared.ids.free(identifier, "item"), &root.place),
        has_picture: false,
        notes: Notes::default(),
    };
    reading.notes.attributes(root, &["identifier", "title", "adaptive", "timeDependent"]);
    if root.flag("timeDependent") {
        reading.notes.change_attribute(root, "timeDependent", "time-dependent", "an item has no time of its own here");
    }
    reading.all(item_body, shared)?;
    Ok(Read { draft: reading.draft, notes: reading.notes })
}

impl<'e> Reading<'e> {
    fn all(&mut self, item_body: &'e Element, shared: &mut Shared<'_>) -> Told<()> {
        let mut inline = Vec::new();
        body::inline_interactions(item_body, &mut inline);
        let parts = [inline.len(), self.responses.len(), self.outcomes.len(), self.root.each("modalFeedback").count()];
        if parts.iter().any(|count| *count > PARTS) {
            return refuse(self.root, "too-many-parts", format!("it has more than {PARTS} parts of one kind"));
        }
        let blanks = entries::blank_ids(&inline);
        self.outcomes_told();
        let mut body = body::body(item_body, &blanks, &mut self.notes)?;
        let reference = self.root.one("assessmentStimulusRef").inspect(|reference| reference.take());
        let named =
            reference.map(|reference| (reference, resolved(self.folder, reference.value("href").unwrap_or(""))));
        let file = named.or_else(|| self.said.stimulus.clone().map(|path| (self.root, Some(path))));
        stimuli::of_item(self, (body.stimulus, file), shared)?;
        self.answered(&mut body, (&inline, &blanks), shared)?;
        self.stem(item_body, &body.html, shared)?;
        explanation::explanation(self, &body.remarks)?;
        filled::traits(self, shared);
        Ok(())
    }

    /// Outcomes that are neither points nor feedback mean nothing here; points that begin above zero are not understood.
    fn outcomes_told(&mut self) {
        let feedback =
            |id: &str| self.root.each("modalFeedback").any(|part| part.value("outcomeIdentifier") == Some(id));
        for outcome in &self.outcomes {
            let known = ["identifier", "cardinality", "baseType", "normalMaximum", "normalMinimum", "interpretation"];
            match outcome.id {
                "SCORE" if outcome.defaults.iter().any(|default| declarations::micros(default) != Some(0)) => {
                    self.scoring = Scoring::Obscure;
                }
                "SCORE" | "MAXSCORE" | "completionStatus" | "FEEDBACK" => {}
                id if feedback(id) => {}
                _ => self.notes.drop(outcome.element, "outcome-dropped", "only SCORE and MAXSCORE mean something here"),
            }
            self.notes.attributes(outcome.element, &known);
        }
    }

    /// What is answered and how it is marked.
    fn answered(
        &mut self,
        body: &mut Body<'e>,
        (inline, blanks): (&[&'e Element], &[String]),
        shared: &mut Shared<'_>,
    ) -> Told<()> {
        let interactions = &body.interactions;
        if interactions.iter().filter(|one| body::is_inline(one)).count() < inline.len() {
            let is_read = |blank: &Element| interactions.iter().any(|one| std::ptr::eq(*one, blank));
            let hidden = inline.iter().copied().find(|blank| !is_read(blank)).unwrap_or(self.root);
            let why = "a blank stands where only a text can: in an option, in feedback, or in something that is not \
                       understood";
            return refuse(hidden, "interaction-inside", why);
        }
        let Some(first) = interactions.first().copied() else {
            return refuse(self.root, "no-interaction", "nothing is answered in the item");
        };
        if let Some(stranger) = interactions.iter().find(|interaction| !is_supported(interaction)) {
            return refuse(stranger, "interaction-not-supported", format!("{} is not known here", stranger.shown()));
        }
        if !inline.is_empty() {
            let are_all = interactions.len() == inline.len() && interactions.iter().all(|one| body::is_inline(one));
            return if are_all {
                entries::read(self, body, blanks)
            } else {
                refuse(first, "mixed-interactions", "an item is answered in one way here, or in blanks of one text")
            };
        }
        if let Some(second) = interactions.get(1) {
            return refuse(second, "several-interactions", "an item asks for one response here");
        }
        if first.is("choiceInteraction") {
            choices::choice(self, first)
        } else if first.is("orderInteraction") {
            choices::order(self, first)
        } else if first.is("matchInteraction") {
            pairs::matching(self, first)
        } else if first.is("associateInteraction") {
            pairs::associate(self, first)
        } else {
            areas::hotspot(self, first, shared)
        }
    }

    /// The response that an interaction gives.
    pub fn response_of(&self, interaction: &Element) -> Told<usize> {
        let id = interaction.value("responseIdentifier").unwrap_or("");
        match self.responses.iter().position(|response| response.id == id) {
            Some(index) => Ok(index),
            None => refuse(interaction, "no-declaration", "the response of this interaction is not declared"),
        }
    }

    /// A text in the language of the item.
    pub fn localized(&self, text: &str) -> Localized {
        Localized([(self.language, text.to_owned())].into())
    }

    /// Points and the rule for what is partly right.
    pub fn worth(&mut self, maximum: Option<declarations::Micros>, partial_credit: Option<&str>) {
        let points = super::scheme::points((self.root, &self.outcomes), maximum, &mut self.notes);
        let at = &self.root.place;
        if let Some(points) = points.filter(|points| *points != 1) {
            self.draft.fields.bare("points", &points.to_string(), at);
        }
        if let Some(rule) = partial_credit {
            self.draft.fields.text("partial_credit", rule, at);
        }
    }

    /// The Markdown of a part that has no picture of its own.
    pub fn part(&mut self, part: &'e Element) -> Told<String> {
        let html = body::html(part, &mut self.notes)?;
        let (markdown, pictures) = self.notes.markdown(part, &html);
        let said = pictures.iter().map(|picture| picture.text.trim()).find(|text| !text.is_empty());
        match (markdown.is_empty(), said, pictures.first()) {
            (true, Some(text), _) => {
                self.notes.change(part, "picture-as-text", "only the text that describes its picture is shown");
                let mut escaped = String::new();
                super::super::xml::escape(text, &mut escaped);
                Ok(self.notes.markdown(part, &escaped).0)
            }
            (true, None, Some(_)) => {
                refuse(part, "picture-as-option", "a picture stands where only a text can, and nothing describes it")
            }
            (_, _, first) => {
                if first.is_some() {
                    let why = ("picture-in-part", "a picture stands where only a text can".to_owned());
                    self.notes.drop_named(&part.place, "<img>".to_owned(), why);
                }
                Ok(markdown)
            }
        }
    }

    /// What is asked, with its picture.
    fn stem(&mut self, item_body: &'e Element, html: &str, shared: &mut Shared<'_>) -> Told<()> {
        let (mut stem, pictures) = self.notes.markdown(item_body, html);
        let title = self.root.value("title").unwrap_or("");
        let is_title_lost = !title.is_empty() && self.root.value("identifier") != Some(title);
        if stem.is_empty() && !title.is_empty() {
            self.notes.change_attribute(self.root, "title", "title-as-stem", "nothing is asked but by the title");
            let mut escaped = String::new();
            super::super::xml::escape(title, &mut escaped);
            stem = self.notes.markdown(self.root, &escaped).0;
        } else if is_title_lost {
            let why = ("title-dropped", "items have no title here".to_owned());
            self.notes.drop_named(&self.root.place, format!("<{} title>", self.root.name), why);
        }
        self.draft.fields.localized("stem", &self.localized(&stem), &item_body.place);
        if let Some((png, text)) = stimuli::picture(&mut self.notes, (item_body, self.folder), &pictures, shared) {
            // A hotspot has its picture already.
            if self.has_picture {
                let why = ("second-picture", "an item has one picture here".to_owned());
                self.notes.drop_named(&item_body.place, "<img>".to_owned(), why);
            } else {
                let texts = self.localized(&text);
                picture_lines(&mut self.draft.fields, (&png, &texts), item_body);
            }
        }
        Ok(())
    }
}

/// `picture` and `picture_text`.
pub(super) fn picture_lines(lines: &mut Lines, (png, text): (&Png, &Localized), at: &Element) {
    lines.text("picture", &png.name, &at.place);
    lines.localized("picture_text", text, &at.place);
}

/// A text as one line: where it has several they are joined, otherwise it is left as it is.
pub(super) fn one_line(text: &str) -> String {
    if text.contains(['\n', '\r', '\t']) {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        text.trim().to_owned()
    }
}

fn is_supported(interaction: &Element) -> bool {
    [
        "choiceInteraction",
        "orderInteraction",
        "matchInteraction",
        "associateInteraction",
        "textEntryInteraction",
        "inlineChoiceInteraction",
        "hotspotInteraction",
        "selectPointInteraction",
    ]
    .iter()
    .any(|name| interaction.is(name))
}
