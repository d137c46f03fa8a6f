//! The one page that is packed on its way: the attempt, which carries every item and must reach slow phones.
//!
//! How well a page packs tells whoever counts its bytes how much its parts are alike. So nothing else is
//! packed, and this page holds nothing that another site could have chosen, such as words of its address.

use super::problem::Problem;
use super::reader::page;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use libdeflater::{CompressionLvl, Compressor};

/// A page as a response, packed with gzip for whoever takes that.
///
/// # Errors
/// 500 when the template fails, which it does not for plain data.
pub fn packed_page(headers: &HeaderMap, template: &impl askama::Template) -> Result<Response, Problem> {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut response = if accepted.contains("gzip") {
        let text = template.render().map_err(|error| Problem::internal(&error))?;
        ([(header::CONTENT_ENCODING, "gzip")], Html(gzipped(text.as_bytes()))).into_response()
    } else {
        page(template)?
    };
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    Ok(response)
}

/// The bytes as they are carried.
pub(super) fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut compressor = Compressor::new(CompressionLvl::default());
    let mut packed = vec![0; compressor.gzip_compress_bound(bytes.len())];
    let length = compressor.gzip_compress(bytes, &mut packed).expect("the bound is large enough for any bytes");
    packed.truncate(length);
    packed
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn what_is_packed_unpacks_to_itself() {
        let pages = ["", "<p>Đã lưu lúc 08:31:05</p>", &"<li>Câu hỏi</li>".repeat(5_000)];
        for page in pages {
            let mut text = String::new();
            let packed = gzipped(page.as_bytes());
            flate2::read::GzDecoder::new(&packed[..]).read_to_string(&mut text).expect("gzip");
            assert_eq!(text, page);
        }
    }
}
