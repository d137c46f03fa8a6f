//! Asking the service what it thinks of a certificate.

use super::{Answer, TestApp};
use serde_json::{Value, json};

impl TestApp {
    /// By the code; also when the answer is 404.
    pub async fn verdict_on_code(&self, code: &str) -> Value {
        self.get(&format!("/api/v1/certificates/{code}")).await.json()
    }

    pub async fn verdict_on_text(&self, text: &str) -> Value {
        Answer::of(self.request("POST", "/api/v1/verify").json(&json!({ "payload": text }))).await.expect(200)
    }

    pub async fn upload(&self, bytes: Vec<u8>) -> Answer {
        let form = reqwest::multipart::Form::new().part("file", reqwest::multipart::Part::bytes(bytes));
        Answer::of(self.request("POST", "/api/v1/verify").multipart(form)).await
    }

    pub async fn verdict_on_file(&self, bytes: Vec<u8>) -> Value {
        self.upload(bytes).await.expect(200)
    }

    pub async fn pdf(&self, code: &str) -> Vec<u8> {
        let answer = self.get(&format!("/certificates/{code}.pdf")).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.bytes
    }

    pub async fn qr_text(&self, code: &str) -> String {
        self.database.value(&format!("select qr_text from certificate where id = '{code}'")).await
    }
}
