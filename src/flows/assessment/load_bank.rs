//! Bank revisions and definitions never change, so each is read once and kept.

use crate::domain::assessment::attempt::Sitting;
use crate::domain::assessment::definition::Assessment;
use crate::domain::assessment::item::ItemExplanation;
use crate::domain::assessment::key::ItemKey;
use crate::domain::assessment::rescoring::Rulings;
use crate::domain::assessment::response::ResponseShape;
use crate::domain::identifier::{AttemptId, PersonId};
use crate::flows::Service;
use crate::store::assessment::assessments::{self, Defined};
use crate::store::assessment::banks::{self, FaceRow, KeyRow};
use crate::store::{Connection, StoreError, assessment::attempts};
use std::collections::{HashMap, VecDeque};
use std::hash::Hash;
use std::sync::{Arc, Mutex};

/// What candidates may see of a revision. Has no key.
#[derive(Debug)]
pub struct Faces {
    /// By item id, in the stable order of the draw.
    pub rows: Vec<FaceRow>,
    by_id: HashMap<String, usize>,
    shapes: Vec<Arc<ResponseShape>>,
}

impl Faces {
    /// The face and traits of an item.
    pub fn get(&self, item: &str) -> Option<&FaceRow> {
        self.by_id.get(item).map(|index| &self.rows[*index])
    }

    /// What a response to an item may say.
    pub fn shape(&self, item: &str) -> Option<&Arc<ResponseShape>> {
        self.by_id.get(item).map(|index| &self.shapes[*index])
    }
}

/// What scoring and a released review may see of a revision.
#[derive(Debug)]
pub struct Keys(HashMap<String, KeyRow>);

impl Keys {
    /// The key of an item.
    pub fn key(&self, item: &str) -> Option<&ItemKey> {
        self.0.get(item).map(|row| &row.key)
    }

    /// What is said about an item afterwards.
    pub fn explanation(&self, item: &str) -> Option<&ItemExplanation> {
        self.0.get(item).map(|row| &row.explanation)
    }
}

/// What a save must fit: fixed when the attempt began, or as far as an adaptive test had come when it was read.
#[derive(Debug)]
pub struct Frame {
    /// Who sits.
    pub person: PersonId,
    /// What the response at each place may say; shared, for there may be tens of thousands of these.
    pub places: Vec<Arc<ResponseShape>>,
    /// Places it may come to have.
    most: usize,
}

/// Reads kept by key; the oldest goes when it is full.
#[derive(Debug)]
pub struct Cache<K, V> {
    kept: Mutex<Shelf<K, V>>,
    capacity: usize,
}

#[derive(Debug)]
struct Shelf<K, V> {
    values: HashMap<K, Arc<V>>,
    oldest_first: VecDeque<K>,
}

impl<K: Hash + Eq + Clone, V> Cache<K, V> {
    /// An empty cache.
    pub fn new(capacity: usize) -> Self {
        Self { kept: Mutex::new(Shelf { values: HashMap::new(), oldest_first: VecDeque::new() }), capacity }
    }

    /// The kept value.
    pub fn get(&self, key: &K) -> Option<Arc<V>> {
        self.kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner).values.get(key).cloned()
    }

    /// Keeps a value.
    pub fn put(&self, key: K, value: V) -> Arc<V> {
        let value = Arc::new(value);
        let mut kept = self.kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if kept.values.insert(key.clone(), value.clone()).is_none() {
            kept.oldest_first.push_back(key);
        }
        while kept.oldest_first.len() > self.capacity {
            if let Some(oldest) = kept.oldest_first.pop_front() {
                kept.values.remove(&oldest);
            }
        }
        value
    }
}

/// Everything that is read once.
#[derive(Debug)]
pub struct Kept {
    faces: Cache<String, Faces>,
    keys: Cache<String, Keys>,
    versions: Cache<(String, i64), Defined>,
    pub(super) rulings: Cache<(String, i64, u64), Rulings>,
    frames: Cache<AttemptId, Frame>,
}

impl Default for Kept {
    fn default() -> Self {
        Self {
            faces: Cache::new(32),
            keys: Cache::new(32),
            versions: Cache::new(256),
            rulings: Cache::new(256),
            frames: Cache::new(65_536),
        }
    }
}

/// The faces of a revision.
///
/// # Errors
/// When the store failed.
pub async fn faces(
    service: &Service,
    connection: &mut Connection<'_>,
    revision: &str,
) -> Result<Arc<Faces>, StoreError> {
    if let Some(kept) = service.kept.faces.get(&revision.to_owned()) {
        return Ok(kept);
    }
    let rows = banks::faces(connection, revision).await?;
    let by_id = rows.iter().enumerate().map(|(index, row)| (row.face.id.clone(), index)).collect();
    let shapes = rows.iter().map(|row| Arc::new(row.face.response_shape())).collect();
    Ok(service.kept.faces.put(revision.to_owned(), Faces { rows, by_id, shapes }))
}

/// The keys of a revision. Only scoring and a released review may ask.
///
/// # Errors
/// When the store failed.
pub async fn keys(service: &Service, connection: &mut Connection<'_>, revision: &str) -> Result<Arc<Keys>, StoreError> {
    if let Some(kept) = service.kept.keys.get(&revision.to_owned()) {
        return Ok(kept);
    }
    let rows = banks::keys(connection, revision).await?;
    let keys = rows.into_iter().map(|row| (row.item_id.clone(), row)).collect();
    Ok(service.kept.keys.put(revision.to_owned(), Keys(keys)))
}

/// The definition an attempt is bound to. Whether the assessment is open may have changed since.
///
/// # Errors
/// When the store failed, or the version is missing.
pub async fn definition(
    service: &Service,
    connection: &mut Connection<'_>,
    code: &str,
    version: i64,
) -> Result<Arc<Defined>, StoreError> {
    let key = (code.to_owned(), version);
    if let Some(kept) = service.kept.versions.get(&key) {
        return Ok(kept);
    }
    let defined =
        assessments::version(connection, code, version).await?.ok_or(StoreError::Unreadable("assessment_version"))?;
    Ok(service.kept.versions.put(key, defined))
}

/// The frame of an attempt, whoever sits it; `None` when there is none. With the place of this number, from 1, if the form
/// has it by now: another instance may have put it there.
///
/// # Errors
/// When the store failed.
pub async fn frame(service: &Service, id: &AttemptId, number: i64) -> Result<Option<Arc<Frame>>, StoreError> {
    let number = usize::try_from(number).unwrap_or(0);
    let is_enough = |kept: &Arc<Frame>| number <= kept.places.len() || number > kept.most;
    if let Some(kept) = service.kept.frames.get(id).filter(is_enough) {
        return Ok(Some(kept));
    }
    let mut reader = service.store.read_ahead().await?;
    let connection = &mut reader.link();
    let Some(stored) = attempts::find(connection, id).await? else { return Ok(None) };
    let sitting = stored.attempt.sitting();
    let faces = faces(service, connection, &sitting.revision).await?;
    let defined = definition(service, connection, &sitting.assessment, sitting.assessment_version).await?;
    keep_frame(service, sitting, &faces, &defined.assessment).map(Some)
}

/// Keeps the frame of an attempt, so that its saves read nothing.
///
/// # Errors
/// When the revision lacks an item of the form.
pub fn keep_frame(
    service: &Service,
    sitting: &Sitting,
    faces: &Faces,
    assessment: &Assessment,
) -> Result<Arc<Frame>, StoreError> {
    let places = sitting
        .form
        .0
        .iter()
        .map(|place| faces.shape(&place.item).cloned().ok_or(StoreError::Unreadable("attempt.form")))
        .collect::<Result<Vec<_>, StoreError>>()?;
    let most = assessment.adaptive.as_ref().map_or(places.len(), |rule| usize::from(rule.most_items));
    Ok(service.kept.frames.put(sitting.id.clone(), Frame { person: sitting.person.clone(), places, most }))
}
