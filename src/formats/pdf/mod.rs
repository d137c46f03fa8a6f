//! The certificate's page: composed once per issuer and assessment, stamped for each holder.

mod cache;
mod colour;
mod complete;
mod compose;
pub mod error;
mod file;
mod fonts;
mod lines;
mod metadata;
mod object;
mod ornament;
mod page;
mod pen;
mod stamp;
mod standing;
mod structure;
mod truetype;
mod wording;

pub use cache::{TemplateCache, fits, render};
pub use compose::Template;
pub use error::{Field, PreflightError};
pub use stamp::Variable;
pub use standing::StandingText;
