//! Keep a picture for the drafts of a bank, under a name made of what is in it.

use super::open_desk::Desk;
use crate::domain::identifier::hex;
use crate::flows::Service;
use crate::formats::bank::is_picture;
use crate::store::authoring::drafts;
use crate::store::{Failure, transact};
use sha2::{Digest, Sha256};

/// The file is no picture that a bank can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PictureRefusal;

/// Keeps a PNG picture; the name that items give it.
///
/// # Errors
/// Refused, or the store failed.
pub async fn keep_picture(
    service: &Service,
    desk: &Desk,
    (_, png): (&str, &[u8]),
) -> Result<String, Failure<PictureRefusal>> {
    if !is_picture(png) {
        return Err(Failure::Refused(PictureRefusal));
    }
    let name = format!("pictures/{}.png", &hex(&Sha256::digest(png))[..16]);
    transact!(service.store, Failure<PictureRefusal>, |c| {
        drafts::put_file(c, &desk.bank.code, (&name, png)).await?;
        Ok(name.clone())
    })
}
