//! The file around the objects: those that stand, packed and frozen, and the table of places.

use super::object::{dictionary, name, packed_stream, write, write_indirect};
use lopdf::{Dictionary, Document, Object, Stream};

/// Where each object is, as a cross-reference stream says it: kind, place (three bytes), index.
#[derive(Clone)]
pub struct Table(Vec<[u8; 5]>);

impl Table {
    fn new(objects: u32) -> Self {
        Self(vec![[0; 5]; objects as usize + 1])
    }

    /// Object `id` starts at `offset`.
    pub fn starts(&mut self, id: u32, offset: usize) {
        self.put(id, 1, offset, 0);
    }

    fn put(&mut self, id: u32, kind: u8, place: usize, index: u8) {
        let [.., high, middle, low] = (place as u64).to_be_bytes();
        self.0[id as usize] = [kind, high, middle, low, index];
    }

    /// The table as the file's last object.
    pub fn into_stream(self, mut trailer: Dictionary) -> Object {
        trailer.set("Type", name("XRef"));
        trailer.set("Size", i64::try_from(self.0.len()).unwrap_or(i64::MAX));
        trailer.set("W", vec![1.into(), 3.into(), 1.into()]);
        Stream::new(trailer, self.0.concat()).into()
    }
}

/// Header and standing objects as bytes: streams one by one, all others together in one packed stream.
pub fn freeze(document: &mut Document) -> (Vec<u8>, Table) {
    let pack = document.new_object_id().0;
    let mut bytes = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
    let mut table = Table::new(document.max_id);
    let mut index = String::new();
    let mut packed = Vec::new();
    let mut count: u8 = 0;
    for ((id, _), object) in &document.objects {
        if matches!(object, Object::Stream(_)) {
            table.starts(*id, bytes.len());
            write_indirect(*id, object, &mut bytes);
        } else {
            table.put(*id, 2, pack as usize, count);
            index.push_str(&format!("{id} {} ", packed.len()));
            write(object, &mut packed);
            packed.push(b'\n');
            count += 1;
        }
    }
    let dict = dictionary([
        ("Type", name("ObjStm")),
        ("N", i64::from(count).into()),
        ("First", i64::try_from(index.len()).unwrap_or(i64::MAX).into()),
    ]);
    let content = [index.as_bytes(), &packed].concat();
    table.starts(pack, bytes.len());
    write_indirect(pack, &packed_stream(dict, &content).into(), &mut bytes);
    (bytes, table)
}
