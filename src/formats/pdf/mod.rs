//! The certificate's page: a layout, composed once per issuer and assessment, stamped for each holder.

mod cache;
mod colour;
mod complete;
mod compose;
pub mod error;
mod file;
mod fonts;
pub mod layout;
mod lines;
mod metadata;
mod object;
mod ornament;
mod pen;
mod pictures;
pub mod seal;
mod stamp;
mod standing;
mod structure;
mod survey;
mod truetype;
mod wording;
pub mod words;

pub use cache::{TemplateCache, fits, render, render_to_seal};
pub use compose::Template;
pub use error::{Field, PreflightError};
pub use fonts::Style;
pub use layout::Layout;
pub use lines::{Anchor, Spec};
pub use ornament::{Ornament, Watermark};
pub use pen::Ink;
pub use pictures::{Picture, PictureFault, Pictures};
pub use seal::{SealFace, Unsealed};
pub use stamp::Variable;
pub use standing::{Band, StandingText};
pub use survey::{Placed, Unset};
