//! What every page is framed with.

use crate::domain::people::person::Role;
use crate::web::assets;
use std::fmt;

/// The frame: who is signed in, how text is shown, what forms carry.
#[derive(Clone)]
pub struct Chrome {
    /// What the service calls itself: `Minh Chứng`.
    pub service_name: String,
    /// Who is signed in, if anybody.
    pub person: Option<SignedIn>,
    /// This page's path with its query; the language switch comes back to it.
    pub path: String,
    /// Whether the reader asked for larger text.
    pub large_text: bool,
    /// Whether people, keys and certificates are made up; then every page says so.
    pub is_demonstration: bool,
    /// The token that every form sends back in its field `csrf`.
    pub csrf: String,
}

impl fmt::Debug for Chrome {
    /// Without the token.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Chrome").field("path", &self.path).finish_non_exhaustive()
    }
}

/// Who reads the page.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Full name, own spelling.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Whether they write or review any bank.
    pub has_bank: bool,
}

impl Chrome {
    /// The address of an embedded file, changed whenever the file changes.
    pub fn asset(&self, name: &str) -> String {
        assets::asset_url(name)
    }

    /// Whether the signed-in person sees the administration.
    pub fn is_administrator(&self) -> bool {
        self.person.as_ref().is_some_and(|person| person.role == Role::Administrator)
    }

    /// Whether the signed-in person comes to the authors' desk.
    pub fn is_author(&self) -> bool {
        self.is_administrator() || self.person.as_ref().is_some_and(|person| person.has_bank)
    }

    /// Whether the page lies at `path` or below it.
    pub fn is_at(&self, path: &str) -> bool {
        self.path.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
    }
}

/// Markup made by our own Markdown renderer from its allow-list; shown without escaping.
///
/// Never built from text that somebody typed: only from the renderer's output.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// Takes what the Markdown renderer made.
    pub const fn from_rendered_markdown(markup: String) -> Self {
        Self(markup)
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Html {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Html {}
