//! Who reads a page, in which language, with how large letters; and the forms they send.

use super::App;
use super::cookies;
use super::pages::chrome::{Chrome, SignedIn as Person};
use super::problem::Problem;
use super::request::{Administrator, MaybeSignedIn, SignedIn, body_bytes};
use super::security::check_csrf;
use crate::domain::text::Language;
use crate::flows::people::log_in::csrf_token;
use crate::i18n::Texts;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::de::DeserializeOwned;

/// The reader of a page, signed in or not.
#[derive(Clone, Debug)]
pub struct Reader {
    /// The sentences of their language.
    pub t: Texts,
    /// Their language.
    pub language: Language,
    /// Who they are, if they are signed in.
    pub signed_in: Option<SignedIn>,
    /// The frame of every page.
    pub chrome: Chrome,
}

impl FromRequestParts<App> for Reader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let MaybeSignedIn(signed_in) = MaybeSignedIn::from_request_parts(parts, app).await?;
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        Ok(Self::new(app, &parts.headers, path, signed_in))
    }
}

impl Reader {
    /// From a request's headers.
    pub fn new(app: &App, headers: &HeaderMap, path: String, signed_in: Option<SignedIn>) -> Self {
        let language =
            app.cookie(headers, cookies::LANGUAGE).and_then(|code| Language::from_code(&code)).unwrap_or_default();
        let chrome = Chrome {
            service_name: app.service.settings.service_name.clone(),
            person: signed_in.as_ref().map(|signed_in| Person {
                name: signed_in.person().full_name.clone(),
                role: signed_in.person().role,
                has_bank: signed_in.session.has_bank,
            }),
            path,
            large_text: app.cookie(headers, cookies::TEXT).as_deref() == Some("large"),
            is_demonstration: app.is_demonstration,
            csrf: signed_in.as_ref().map(|signed_in| csrf_token(&signed_in.token)).unwrap_or_default(),
        };
        Self { t: Texts::of(language), language, signed_in, chrome }
    }

    /// Who is signed in.
    ///
    /// # Errors
    /// 401; a page then asks to log in.
    pub fn required(&self) -> Result<&SignedIn, Problem> {
        self.signed_in.as_ref().ok_or_else(Problem::not_logged_in)
    }
}

/// Whether the reader has said how large letters are to be.
pub fn has_chosen_text(app: &App, headers: &HeaderMap) -> bool {
    app.cookie(headers, cookies::TEXT).is_some()
}

/// The query of a page's address; what cannot be read counts as not asked.
#[derive(Clone, Copy, Debug)]
pub struct Asked<T>(pub T);

impl<T: DeserializeOwned + Default> FromRequestParts<App> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        Ok(Self(Query::try_from_uri(&parts.uri).map(|Query(asked)| asked).unwrap_or_default()))
    }
}

/// A form as sent: names and values in order, some names repeated.
#[derive(Clone, Debug, Default)]
pub struct FormBody(Vec<(String, String)>);

impl FormBody {
    /// The first value of a name, or empty.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value.as_str())
    }

    /// Everything it said, in order.
    pub fn fields(&self) -> Vec<(String, String)> {
        self.0.clone()
    }

    /// All values of a name.
    pub fn all(&self, name: &str) -> Vec<String> {
        self.0.iter().filter(|(found, _)| found == name).map(|(_, value)| value.clone()).collect()
    }

    /// The values whose names begin with `prefix`, by the rest of the name, as they were sent.
    pub fn with_prefix<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (String, String)> + use<'a> {
        let named =
            move |(name, value): &(String, String)| Some((name.strip_prefix(prefix)?.to_owned(), value.clone()));
        self.0.iter().filter_map(named)
    }

    /// Refuses a form without the token that our pages carry.
    ///
    /// # Errors
    /// 403.
    pub fn check_csrf(&self, headers: &HeaderMap, signed_in: &SignedIn) -> Result<(), Problem> {
        check_csrf(&Method::POST, headers, &signed_in.token, Some(self.get("csrf")))
    }
}

/// No form of ours is larger.
const LARGEST_FORM: usize = 64 * 1024;

impl FromRequest<App> for FormBody {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let kind =
            request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if !kind.starts_with("application/x-www-form-urlencoded") {
            return Err(Problem::unsupported_media_type("application/x-www-form-urlencoded"));
        }
        let bytes = body_bytes(request, app).await?;
        if bytes.len() > LARGEST_FORM {
            return Err(Problem::too_large());
        }
        if std::str::from_utf8(&bytes).is_err() {
            return Err(Problem::malformed("the form is not UTF-8"));
        }
        let fields: Vec<(String, String)> = form_urlencoded::parse(&bytes).into_owned().collect();
        // Nobody types a NUL, and PostgreSQL does not store one.
        if fields.iter().any(|(name, value)| name.contains('\0') || value.contains('\0')) {
            return Err(Problem::malformed("the form has a NUL"));
        }
        Ok(Self(fields))
    }
}

/// A form that an administrator sent from a page of ours: who sent it, and what. Its token is checked before a handler
/// sees it.
#[derive(Clone, Debug)]
pub struct AdministratorForm {
    /// Who sent it.
    pub signed_in: SignedIn,
    /// What was sent.
    pub form: FormBody,
}

impl FromRequest<App> for AdministratorForm {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let Administrator(signed_in) = Administrator::from_request_parts(&mut parts, app).await?;
        let headers = parts.headers.clone();
        let form = FormBody::from_request(Request::from_parts(parts, body), app).await?;
        form.check_csrf(&headers, &signed_in)?;
        Ok(Self { signed_in, form })
    }
}

/// A page as a response.
///
/// # Errors
/// 500 when the template fails, which it does not for plain data.
pub fn page(template: &impl askama::Template) -> Result<Response, Problem> {
    page_with(StatusCode::OK, template)
}

/// A page with another status.
///
/// # Errors
/// 500 when the template fails, which it does not for plain data.
pub fn page_with(status: StatusCode, template: &impl askama::Template) -> Result<Response, Problem> {
    let text = template.render().map_err(|error| Problem::internal(&error))?;
    Ok((status, Html(text)).into_response())
}

/// To another page of ours after a form was served.
pub fn see_other(path: &str) -> Response {
    Redirect::to(&visible(path)).into_response()
}

/// An address as a header takes it: letters beyond ASCII, and what is not seen, as their bytes.
fn visible(path: &str) -> String {
    path.bytes()
        .map(|byte| if byte.is_ascii_graphic() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// A path of ours that a form may send the reader back to; anything else leads to the front page.
pub fn own_path(path: &str) -> &str {
    // Browsers leave control characters out and read a backslash as a slash.
    let is_plain = path.bytes().all(|byte| !byte.is_ascii_control() && byte != b'\\');
    let is_own = path.starts_with('/') && !path.starts_with("//") && is_plain;
    if is_own { path } else { "/" }
}
