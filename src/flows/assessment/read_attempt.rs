//! Read an attempt: what a candidate may see of it, and nothing else. There is no key in these types.

use super::load_bank::{self, Faces};
use super::move_on::competency;
use crate::domain::assessment::accommodation::Accommodation;
use crate::domain::assessment::attempt::Attempt;
use crate::domain::assessment::definition::Assessment;
use crate::domain::assessment::item::{Blank, BlankKind, ItemFace, ItemOption, ItemType};
use crate::domain::assessment::picture::{AreaShape, Picture};
use crate::domain::assessment::response::Response;
use crate::domain::assessment::section::parts;
use crate::domain::assessment::way::Way;
use crate::domain::identifier::{AttemptId, PersonId};
use crate::domain::text::{Language, Localized};
use crate::domain::timestamp::Timestamp;
use crate::flows::Service;
use crate::store::assessment::attempts::StoredAttempt;
use crate::store::assessment::responses::StoredResponse;
use crate::store::assessment::signals;
use crate::store::{Connection, StoreError, assessment::attempts, assessment::banks, assessment::responses};

/// One place of the form as the candidate sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemView {
    /// From 1.
    pub number: i64,
    /// How it is answered.
    pub item_type: ItemType,
    /// Markdown.
    pub stem: String,
    /// Id and text (Markdown), in the order of this form.
    pub options: Vec<(String, String)>,
    /// Of a matching item: id and text (Markdown) of what targets are found for.
    pub sources: Vec<(String, String)>,
    /// The units a number may be written in, the usual one first.
    pub units: Vec<String>,
    /// Of a cloze item.
    pub blanks: Vec<BlankView>,
    /// Width, height and what it shows; its bytes are those of [`read_picture`].
    pub picture: Option<(u32, u32, String)>,
    /// What this item and others are about.
    pub stimulus: Option<StimulusView>,
    /// Whether it is done in a simulation; its bytes are those of [`read_simulation`].
    pub has_simulation: bool,
    /// Of a hotspot: id, plain text and shape of what can be pointed at.
    pub areas: Vec<(String, String, AreaShape)>,
    /// Of a hotspot: whether more than one point may be set.
    pub takes_points: bool,
    /// The last saved response; `None` when there is none.
    pub response: Option<Response>,
    /// 0 while nothing was saved.
    pub revision: i64,
    /// When it was saved.
    pub saved_at: Option<Timestamp>,
    /// Whether it was checked in practice, and takes no more responses.
    pub is_checked: bool,
}

/// What several items are about, as the candidate sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StimulusView {
    /// The same for every item about it.
    pub id: String,
    /// Markdown.
    pub text: String,
    /// Width, height and what it shows; its bytes are those of [`read_picture`].
    pub picture: Option<(u32, u32, String)>,
}

/// Which picture of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureOf {
    /// Its own.
    Item,
    /// That of its stimulus.
    Stimulus,
}

/// A blank as the candidate sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlankView {
    /// As in the stem, between braces.
    pub id: String,
    /// How it is filled.
    pub kind: BlankKind,
    /// Id and plain text.
    pub options: Vec<(String, String)>,
    /// The units a number may be written in, the usual one first.
    pub units: Vec<String>,
}

/// An attempt as its candidate sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptView {
    /// The attempt.
    pub id: AttemptId,
    /// The assessment's code.
    pub assessment: String,
    /// The assessment's title.
    pub title: Localized,
    /// Whether it still takes responses.
    pub is_open: bool,
    /// Whether answers can be checked at once.
    pub is_practice: bool,
    /// Whether leaving the page is recorded.
    pub records_signals: bool,
    /// The session that opened the page last, as the hash of its token.
    pub holder: Option<String>,
    /// Since when a supervisor holds it; then its items are not shown.
    pub paused_at: Option<Timestamp>,
    /// What is arranged for this person.
    pub accommodation: Accommodation,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ends.
    pub deadline: Timestamp,
    /// The server's time when this was read.
    pub server_time: Timestamp,
    /// The language of the items.
    pub language: Language,
    /// How the page shows it at first.
    pub shows_one_item: bool,
    /// The form, as far as the attempt has come.
    pub items: Vec<ItemView>,
    /// Items on the whole form; of an adaptive test, at most so many.
    pub total: usize,
    /// Of an adaptive test, the least number of items that earn anything.
    pub least: Option<usize>,
    /// How far it has come.
    pub way: Way,
    /// The open section, where the form has sections.
    pub section: Option<SectionView>,
}

/// The open section of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionView {
    /// Its title.
    pub title: Localized,
    /// From 1.
    pub number: usize,
    /// How many sections the form has.
    pub count: usize,
    /// When its time ends.
    pub deadline: Timestamp,
    /// Whether that is in the past: a save on its way may still be taken, then it can only be left.
    pub is_over: bool,
}

/// Reads an attempt of this person; somebody else's answers like a missing one.
///
/// # Errors
/// When the store failed.
#[tracing::instrument(level = "trace", skip_all)]
pub async fn read_attempt(
    service: &Service,
    person: &PersonId,
    id: &AttemptId,
) -> Result<Option<AttemptView>, StoreError> {
    let mut reader = service.store.read().await?;
    let connection = &mut reader.link();
    let Some(stored) = attempts::find_own(connection, id, person).await? else { return Ok(None) };
    let saved = responses::of_attempt(connection, id).await?;
    let sitting = stored.attempt.sitting();
    let faces = load_bank::faces(service, connection, &sitting.revision).await?;
    let defined = load_bank::definition(service, connection, &sitting.assessment, sitting.assessment_version).await?;
    let paused_at = match &stored.attempt {
        Attempt::InProgress(open) => open.paused_at,
        Attempt::Submitted(_) => None,
    };
    let holder = signals::holder(connection, id).await?;
    let items = sitting
        .form
        .0
        .iter()
        .zip(1..)
        .filter(|(_, number)| paused_at.is_none() && stored.way.has_reached(*number))
        .map(|(place, number)| {
            let face = &faces.get(&place.item).ok_or(StoreError::Unreadable("attempt.form"))?.face;
            Ok(item_view(number, face, &place.options, sitting.language, &saved))
        })
        .collect::<Result<Vec<_>, StoreError>>()?;
    Ok(Some(AttemptView {
        id: sitting.id.clone(),
        assessment: sitting.assessment.clone(),
        title: defined.assessment.title.clone(),
        is_practice: defined.assessment.practice,
        records_signals: defined.assessment.signals,
        holder,
        is_open: matches!(stored.attempt, Attempt::InProgress(_)),
        paused_at,
        accommodation: sitting.accommodation.clone(),
        started_at: sitting.started_at,
        deadline: sitting.deadline,
        server_time: service.clock.now(),
        language: sitting.language,
        shows_one_item: defined.assessment.presentation == crate::domain::assessment::definition::Presentation::OneItem,
        items,
        total: defined.assessment.adaptive.as_ref().map_or(sitting.form.0.len(), |_| defined.assessment.length()),
        least: defined.assessment.adaptive.as_ref().map(|rule| usize::from(rule.least_items)),
        section: section_view(&stored, &defined.assessment, &faces, service.clock.now()),
        way: stored.way,
    }))
}

fn section_view(stored: &StoredAttempt, assessment: &Assessment, faces: &Faces, now: Timestamp) -> Option<SectionView> {
    let (Attempt::InProgress(open), Way::Section(first, _)) = (&stored.attempt, stored.way) else { return None };
    let parts = parts(&open.sitting.form, &assessment.sections, |item| competency(faces, item));
    let place = parts.iter().position(|part| part.first == first)?;
    let until = open.section_until?;
    let deadline = Timestamp::from_micros(until.micros() - i64::from(assessment.grace_s) * 1_000_000);
    Some(SectionView {
        title: assessment.sections.get(parts[place].section)?.title.clone(),
        number: place + 1,
        count: parts.len(),
        deadline,
        is_over: now >= deadline,
    })
}

/// An item nobody has answered, its options in the author's order.
pub fn unanswered(face: &ItemFace, language: Language) -> ItemView {
    let order: Vec<String> = face.options.iter().map(|option| option.id.clone()).collect();
    item_view(1, face, &order, language, &[])
}

fn item_view(number: i64, face: &ItemFace, order: &[String], language: Language, saved: &[StoredResponse]) -> ItemView {
    let stored = saved.iter().find(|stored| stored.number == number);
    let text_of = |id: &String| {
        let option = face.options.iter().find(|option| option.id == *id);
        (id.clone(), option.map_or_else(String::new, |option| option.text.get(language).to_owned()))
    };
    ItemView {
        number,
        item_type: face.item_type,
        stem: face.stem.get(language).to_owned(),
        options: order.iter().map(text_of).collect(),
        sources: texts(&face.sources, language),
        units: face.units.clone(),
        blanks: face.blanks.iter().map(|blank| blank_view(blank, language)).collect(),
        picture: face.picture.as_ref().map(|shown| picture_view(shown, language)),
        stimulus: face.stimulus.as_ref().map(|stimulus| StimulusView {
            id: stimulus.id.clone(),
            text: stimulus.text.get(language).to_owned(),
            picture: stimulus.picture.as_ref().map(|shown| picture_view(shown, language)),
        }),
        has_simulation: face.simulation.is_some(),
        areas: face
            .areas
            .iter()
            .map(|area| (area.id.clone(), area.text.get(language).to_owned(), area.shape.clone()))
            .collect(),
        takes_points: face.takes_points,
        response: stored.map(|stored| stored.response.clone()),
        revision: stored.map_or(0, |stored| stored.revision),
        saved_at: stored.map(|stored| stored.saved_at),
        is_checked: stored.is_some_and(|stored| stored.checked_at.is_some()),
    }
}

fn picture_view(shown: &Picture, language: Language) -> (u32, u32, String) {
    (shown.width, shown.height, shown.text.get(language).to_owned())
}

/// The PNG file of the item at a place of this person's attempt, from 1, or of its stimulus.
///
/// # Errors
/// When the store failed.
pub async fn read_picture(
    service: &Service,
    person: &PersonId,
    (id, number): (&AttemptId, usize),
    of: PictureOf,
) -> Result<Option<Vec<u8>>, StoreError> {
    let mut reader = service.store.read().await?;
    let connection = &mut reader.link();
    let Some(face) = face_at(service, connection, person, (id, number)).await? else { return Ok(None) };
    let picture = match of {
        PictureOf::Item => face.picture,
        PictureOf::Stimulus => face.stimulus.and_then(|stimulus| stimulus.picture),
    };
    match picture {
        Some(picture) => banks::picture(connection, &picture.sha256).await,
        None => Ok(None),
    }
}

/// The page of the simulation that the item at a place of this person's attempt, from 1, is done in.
///
/// # Errors
/// When the store failed.
pub async fn read_simulation(
    service: &Service,
    person: &PersonId,
    (id, number): (&AttemptId, usize),
) -> Result<Option<String>, StoreError> {
    let mut reader = service.store.read().await?;
    let connection = &mut reader.link();
    let face = face_at(service, connection, person, (id, number)).await?;
    match face.and_then(|face| face.simulation) {
        Some(sha256) => banks::simulation(connection, &sha256).await,
        None => Ok(None),
    }
}

/// The face of the item at a place that this person has reached.
async fn face_at(
    service: &Service,
    connection: &mut Connection<'_>,
    person: &PersonId,
    (id, number): (&AttemptId, usize),
) -> Result<Option<ItemFace>, StoreError> {
    let Some(stored) = attempts::find_own(connection, id, person).await? else { return Ok(None) };
    let sitting = stored.attempt.sitting();
    let faces = load_bank::faces(service, connection, &sitting.revision).await?;
    let is_reached = i64::try_from(number).is_ok_and(|number| stored.way.has_reached(number));
    let place = number.checked_sub(1).filter(|_| is_reached).and_then(|index| sitting.form.0.get(index));
    Ok(place.and_then(|place| faces.get(&place.item)).map(|row| row.face.clone()))
}

fn blank_view(blank: &Blank, language: Language) -> BlankView {
    BlankView {
        id: blank.id.clone(),
        kind: blank.kind,
        options: texts(&blank.options, language),
        units: blank.units.clone(),
    }
}

fn texts(options: &[ItemOption], language: Language) -> Vec<(String, String)> {
    options.iter().map(|option| (option.id.clone(), option.text.get(language).to_owned())).collect()
}
