//! Somebody with a session, doing what a page or a program does.

use super::{Answer, TestApp, bank, until};
use serde_json::{Value, json};

/// A person who is logged in.
#[derive(Clone)]
pub struct Candidate<'a> {
    pub app: &'a TestApp,
    pub login: String,
    pub secret: String,
    pub name: String,
    pub token: String,
}

/// An attempt as the API gave it.
#[derive(Clone, Debug)]
pub struct Attempt(pub Value);

impl Attempt {
    pub fn id(&self) -> &str {
        self.0["id"].as_str().expect("an id")
    }

    pub fn items(&self) -> &[Value] {
        self.0["items"].as_array().expect("items")
    }
}

impl<'a> Candidate<'a> {
    pub async fn log_in(app: &'a TestApp, login: String, secret: String, name: &str) -> Self {
        let credentials = json!({ "login": login, "secret": secret });
        let session = Answer::of(app.request("POST", "/api/v1/session").json(&credentials)).await.expect(200);
        let token = session["token"].as_str().expect("a token").to_owned();
        Self { app, login, secret, name: name.to_owned(), token }
    }

    /// The same person on another device.
    pub async fn elsewhere(&self) -> Self {
        Self::log_in(self.app, self.login.clone(), self.secret.clone(), &self.name).await
    }

    pub fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        self.app.request(method, path).bearer_auth(&self.token)
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request("GET", path)).await
    }

    pub async fn start(&self) -> Answer {
        Answer::of(self.request("POST", &format!("/api/v1/assessments/{}/attempts", bank::CODE))).await
    }

    /// A new attempt.
    pub async fn starts(&self) -> Attempt {
        Attempt(self.start().await.expect(201))
    }

    pub async fn reads(&self, id: &str) -> Attempt {
        Attempt(self.get(&format!("/api/v1/attempts/{id}")).await.expect(200))
    }

    pub async fn save(&self, id: &str, number: i64, revision: i64, choice: &[&str]) -> Answer {
        let body = json!({ "revision": revision, "response": { "choice": choice } });
        self.save_body(id, number, &body).await
    }

    pub async fn save_body(&self, id: &str, number: i64, body: &Value) -> Answer {
        Answer::of(self.request("PUT", &format!("/api/v1/attempts/{id}/responses/{number}")).json(body)).await
    }

    /// Answers every item by its key.
    pub async fn answers_everything_right(&self, attempt: &Attempt) {
        for item in attempt.items() {
            let right = if item["type"] == "multiple_choice" { &["a", "c"][..] } else { &["a"][..] };
            let number = item["number"].as_i64().expect("a number");
            self.save(attempt.id(), number, 0, right).await.expect(200);
        }
    }

    pub async fn submit(&self, id: &str) -> Answer {
        Answer::of(self.request("POST", &format!("/api/v1/attempts/{id}/submit"))).await
    }

    pub async fn result(&self, id: &str) -> Value {
        self.get(&format!("/api/v1/attempts/{id}/result")).await.expect(200)
    }

    /// Sits and submits with everything right; the certificate may not be there yet.
    pub async fn passes(&self) -> Attempt {
        self.passes_of(bank::CODE).await
    }

    /// The same for another assessment of the bank.
    pub async fn passes_of(&self, assessment: &str) -> Attempt {
        let start = self.request("POST", &format!("/api/v1/assessments/{assessment}/attempts"));
        let attempt = Attempt(Answer::of(start).await.expect(201));
        self.answers_everything_right(&attempt).await;
        let result = self.submit(attempt.id()).await.expect(200);
        assert_eq!(result["outcome"], "passed", "{result}");
        attempt
    }

    /// Sits, passes and waits for the certificate; gives its code.
    pub async fn earns_a_certificate(&self) -> String {
        let attempt = self.passes().await;
        self.certificate_of(attempt.id()).await
    }

    /// The code of an attempt's certificate, once the worker has made it.
    pub async fn certificate_of(&self, id: &str) -> String {
        let path = format!("/api/v1/attempts/{id}/result");
        until("the certificate", || async {
            self.get(&path).await.json()["certificate"]["id"].as_str().map(str::to_owned)
        })
        .await
    }
}
