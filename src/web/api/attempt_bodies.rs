//! What the attempt calls take and give. The types a candidate receives have no key.

use crate::domain::assessment::response::Response;
use crate::domain::assessment::way::Way;
use crate::domain::timestamp::Timestamp;
use crate::flows::assessment::read_attempt::{AttemptView, BlankView, ItemView};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// How to start.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StartBody {
    /// `vi` or `en`; the assessment's first language when left out.
    #[schema(pattern = "^(vi|en)$")]
    pub language: Option<String>,
    /// The code of the room, where a supervisor tells one.
    pub access_code: Option<String>,
}

/// A save.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveBody {
    /// The revision the client has; 0 when nothing was saved yet.
    #[serde(deserialize_with = "whole")]
    #[schema(minimum = 0, maximum = 1000000000)]
    pub revision: i64,
    /// `{"choice":["b"]}`
    #[schema(value_type = ResponseBody)]
    pub response: Response,
}

/// A wish to leave the open item of a form whose items come one after the other.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NextBody {
    /// The item that is left, from 1.
    #[serde(deserialize_with = "whole")]
    #[schema(minimum = 1, maximum = 1000000000)]
    pub from: i64,
    /// Confirms that the item may be left without an answer.
    #[serde(default)]
    pub blank: bool,
}

/// What a page tells of itself, where the assessment records it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignalBody {
    /// The page was out of sight for so many seconds.
    #[serde(deserialize_with = "whole")]
    #[schema(minimum = 0, maximum = 4294967295_i64)]
    pub left_page_seconds: u32,
}

/// JSON has one kind of number: `3.0` is as whole as `3`.
fn whole<'de, D: Deserializer<'de>, T: TryFrom<i64>>(from: D) -> Result<T, D::Error> {
    let number = serde_json::Number::deserialize(from)?;
    let written_long = || number.as_f64().filter(|value| value.fract() == 0.0 && value.abs() < 1e15);
    let value = number.as_i64().or_else(|| written_long().map(|value| value as i64));
    value.and_then(|value| T::try_from(value).ok()).ok_or_else(|| D::Error::custom("a whole number is needed"))
}

/// A response by the type of its item.
#[derive(Clone, Debug, ToSchema)]
#[schema(as = ResponseBody)]
#[expect(dead_code, reason = "describes `Response` in the OpenAPI document, where the domain cannot")]
pub enum ResponseBody {
    /// Option ids; empty for a blank.
    #[schema(rename = "choice")]
    Choice(Vec<String>),
    /// The target found for a source, by source.
    #[schema(rename = "match")]
    Match(BTreeMap<String, String>),
    /// Option ids, first to last; all of them, or none for a blank.
    #[schema(rename = "order")]
    Order(Vec<String>),
    /// As written, with a comma or a point, and a unit where the item has units.
    #[schema(rename = "number")]
    Number(String),
    /// As written.
    #[schema(rename = "text")]
    Text(String),
    /// By blank: an option's id, words or a number.
    #[schema(rename = "blanks")]
    Blanks(BTreeMap<String, String>),
    /// Pixels from the left and the upper edge of the picture.
    #[schema(rename = "points")]
    Points(Vec<[u32; 2]>),
}

/// An acknowledged save.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SavedBody {
    /// The revision now stored.
    pub revision: i64,
    /// RFC 3339, UTC.
    #[schema(value_type = String, format = DateTime)]
    pub saved_at: Timestamp,
}

/// An attempt.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AttemptBody {
    /// The attempt's id.
    pub id: String,
    /// The assessment's code.
    pub assessment: String,
    /// `in_progress`, `submitted`, or `paused` while a supervisor holds it; then it has no items and takes no saves.
    pub state: &'static str,
    /// RFC 3339, UTC.
    #[schema(value_type = String, format = DateTime)]
    pub started_at: Timestamp,
    /// RFC 3339, UTC.
    #[schema(value_type = String, format = DateTime)]
    pub deadline: Timestamp,
    /// RFC 3339, UTC.
    #[schema(value_type = String, format = DateTime)]
    pub server_time: Timestamp,
    /// The language of the items.
    pub language: &'static str,
    /// `linear` where the items come one after the other, `sections` where sections do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub navigation: Option<&'static str>,
    /// The number of the item that may be answered, where the items come one after the other.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reached: Option<i64>,
    /// How many items the whole form has, where not all of them are here yet; of an adaptive test, at most so many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<usize>,
    /// Of an adaptive test: with fewer items nothing is earned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub least: Option<usize>,
    /// The open section, where the form has sections.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<SectionBody>,
    /// Whether another session has opened the attempt's page since; absent while none has.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub taken_over: bool,
    /// The form, as far as it was reached.
    pub items: Vec<ItemBody>,
}

/// A section with its own time; there is no way back into one that was left.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SectionBody {
    /// What people call it.
    pub title: String,
    /// From 1.
    pub number: usize,
    /// How many the form has.
    pub count: usize,
    /// RFC 3339, UTC.
    #[schema(value_type = String, format = DateTime)]
    pub deadline: Timestamp,
}

/// An item of the form.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ItemBody {
    /// From 1.
    pub number: i64,
    /// `single_choice`, `multiple_choice`, `true_false`, `matching`, `ordering`, `numeric`, `short_text`, `cloze` or `hotspot`
    #[serde(rename = "type")]
    pub item_type: &'static str,
    /// Markdown.
    pub stem: String,
    /// In the order of this form. Of a matching item: the targets.
    pub options: Vec<OptionBody>,
    /// Of a matching item: what targets are found for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<OptionBody>,
    /// The units a number may be written in, the usual one first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<String>,
    /// Of a cloze item, whose stem has `{1}` where blank `1` is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub blanks: Vec<BlankBody>,
    /// A picture beside the stem.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub picture: Option<PictureBody>,
    /// What this item and others are about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stimulus: Option<StimulusBody>,
    /// A page that the item can be done in, to be shown in a sandboxed frame; it reports a response.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub simulation: Option<String>,
    /// Of a hotspot: what can be pointed at.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub areas: Vec<AreaBody>,
    /// Of a hotspot: how many points may be set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub most_points: Option<usize>,
    /// What is stored; `null` when nothing is.
    #[schema(value_type = Option<ResponseBody>)]
    pub response: Option<Response>,
    /// 0 while nothing is stored.
    pub revision: i64,
    /// Whether it was checked in practice, and takes no more answers; absent while it was not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub checked: bool,
}

/// A blank of a cloze.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BlankBody {
    /// What a response names.
    pub id: String,
    /// `choice`, `text` or `number`
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Of a choice: plain texts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<OptionBody>,
    /// Of a number: the units it may be written in, the usual one first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<String>,
}

/// What several items are about.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StimulusBody {
    /// The same for every item about it.
    pub id: String,
    /// Markdown.
    pub text: String,
    /// A picture below the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub picture: Option<PictureBody>,
}

/// A picture.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PictureBody {
    /// A PNG file, for whoever sits the attempt.
    pub url: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// What it shows.
    pub text: String,
}

/// An area of a picture.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AreaBody {
    /// Its id in the item.
    pub id: String,
    /// Plain text.
    pub text: String,
    /// The point in its middle: pixels from the left and the upper edge.
    pub middle: [u32; 2],
}

/// An option of an item.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OptionBody {
    /// What a response names.
    pub id: String,
    /// Markdown.
    pub text: String,
}

impl From<AttemptView> for AttemptBody {
    fn from(view: AttemptView) -> Self {
        Self {
            id: view.id.as_str().to_owned(),
            assessment: view.assessment,
            state: match (view.is_open, view.paused_at) {
                (true, None) => "in_progress",
                (true, Some(_)) => "paused",
                (false, _) => "submitted",
            },
            started_at: view.started_at,
            deadline: view.deadline,
            server_time: view.server_time,
            language: view.language.code(),
            navigation: match view.way {
                Way::Free => None,
                Way::Linear(_) => Some("linear"),
                Way::Section(..) => Some("sections"),
            },
            reached: view.way.stored().0,
            total: view.way.stored().0.map(|_| view.total),
            section: view.section.map(|section| SectionBody {
                title: section.title.get(view.language).to_owned(),
                number: section.number,
                count: section.count,
                deadline: section.deadline,
            }),
            least: view.least,
            taken_over: false,
            items: view.items.into_iter().map(|item| ItemBody::new(view.id.as_str(), item)).collect(),
        }
    }
}

impl ItemBody {
    fn new(attempt: &str, view: ItemView) -> Self {
        Self {
            number: view.number,
            item_type: view.item_type.name(),
            stem: view.stem,
            options: options(view.options),
            sources: options(view.sources),
            units: view.units,
            blanks: view.blanks.into_iter().map(BlankBody::from).collect(),
            picture: view.picture.map(|(width, height, text)| PictureBody {
                url: format!("/attempts/{attempt}/pictures/{}", view.number),
                width,
                height,
                text,
            }),
            stimulus: view.stimulus.map(|stimulus| StimulusBody {
                id: stimulus.id,
                text: stimulus.text,
                picture: stimulus.picture.map(|(width, height, text)| PictureBody {
                    url: format!("/attempts/{attempt}/stimuli/{}", view.number),
                    width,
                    height,
                    text,
                }),
            }),
            simulation: view.has_simulation.then(|| format!("/attempts/{attempt}/simulations/{}", view.number)),
            most_points: (!view.areas.is_empty()).then_some(if view.takes_points { view.areas.len() } else { 1 }),
            areas: view
                .areas
                .into_iter()
                .map(|(id, text, shape)| AreaBody { id, text, middle: shape.middle() })
                .collect(),
            response: view.response,
            revision: view.revision,
            checked: view.is_checked,
        }
    }
}

impl From<BlankView> for BlankBody {
    fn from(view: BlankView) -> Self {
        Self { id: view.id, kind: view.kind.name(), options: options(view.options), units: view.units }
    }
}

fn options(options: Vec<(String, String)>) -> Vec<OptionBody> {
    options.into_iter().map(|(id, text)| OptionBody { id, text }).collect()
}
