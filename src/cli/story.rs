//! `demo --once`: one candidate, over HTTP, from log-in to a certificate that verifies without the server.

use super::bundled;
use super::demo::DemoFile;
use super::output::{Exit, Failed, Output};
use crate::clock::Clock;
use crate::domain::assessment::bank::Bank;
use crate::domain::assessment::response::Response;
use crate::domain::certification::verdict::Verdict;
use crate::domain::text::Language;
use crate::flows::certification::verify_offline::verify_offline;
use crate::formats::credential::keys::KeyRing;
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;

const ASSESSMENT: &str = "ai-for-officials";

/// Plays the story; exit 0 only when the certificate is genuine, with and without the server.
pub async fn play(demo: &DemoFile, out: &Path, output: &Output) -> Result<Exit, Failed> {
    let player = Player::log_in(demo, output).await?;
    let offers = player.ask(player.client.get(player.url("/api/v1/assessments"))).await?;
    output.say(&format!("2. may sit: {}", text(&offers[0]["title"])));
    let attempt = player
        .ask(player.client.post(player.url(&format!("/api/v1/assessments/{ASSESSMENT}/attempts"))).json(&json!({})))
        .await?;
    let id = text(&attempt["id"]);
    output.say(&format!(
        "3. started attempt {id}: {} items, until {}",
        attempt["items"].as_array().map_or(0, Vec::len),
        text(&attempt["deadline"])
    ));
    player.answer(&attempt).await?;
    output.say("4. every response saved");
    let result = player.ask(player.client.post(player.url(&format!("/api/v1/attempts/{id}/submit")))).await?;
    output.say(&format!(
        "5. submitted: {}, {} of {} points",
        text(&result["outcome"]),
        result["score"]["earned"],
        result["score"]["possible"]
    ));
    let certificate = player.certificate(&id).await?;
    output.say(&format!("6. certificate {}", text(&certificate["url"])));
    player.download(&certificate, out).await?;
    output.say(&format!(
        "7. certificate.pdf, credential.json, did.json, certificate.tlog-proof and log.vkey in {}",
        out.display()
    ));
    player.verify(out, output).await
}

struct Player<'a> {
    client: Client,
    demo: &'a DemoFile,
    token: String,
}

impl<'a> Player<'a> {
    async fn log_in(demo: &'a DemoFile, output: &Output) -> Result<Self, Failed> {
        let candidate = demo.candidates.first().ok_or_else(|| broken("the demonstration has no candidate"))?;
        let mut player = Self { client: Client::new(), demo, token: String::new() };
        let credentials = json!({ "login": candidate.login, "secret": candidate.secret });
        let session = player.ask(player.client.post(player.url("/api/v1/session")).json(&credentials)).await?;
        player.token = text(&session["token"]);
        output.say(&format!("1. logged in as {}", text(&session["person"]["name"])));
        Ok(player)
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.demo.base_url)
    }

    async fn ask(&self, request: RequestBuilder) -> Result<Value, Failed> {
        let response = request.bearer_auth(&self.token).send().await.map_err(broken)?;
        let status = response.status();
        let body: Value = response.json().await.map_err(broken)?;
        if status.is_success() { Ok(body) } else { Err(broken(format!("{status}: {body}"))) }
    }

    /// Answers from the bundled bank's keys, as somebody who knows everything.
    async fn answer(&self, attempt: &Value) -> Result<(), Failed> {
        let bank = bundled::banks().map_err(Failed::mistakes)?.remove(0).bank;
        for item in attempt["items"].as_array().into_iter().flatten() {
            let response = right_response(&bank, &text(&item["stem"]))
                .ok_or_else(|| broken("an item is not in the bundled bank"))?;
            let address = self.url(&format!("/api/v1/attempts/{}/responses/{}", text(&attempt["id"]), item["number"]));
            let save = json!({ "revision": item["revision"], "response": response });
            self.ask(self.client.put(address).json(&save)).await?;
        }
        Ok(())
    }

    /// Waits for the worker.
    async fn certificate(&self, id: &str) -> Result<Value, Failed> {
        for _ in 0..100 {
            let result = self.ask(self.client.get(self.url(&format!("/api/v1/attempts/{id}/result")))).await?;
            if !result["certificate"].is_null() {
                return Ok(result["certificate"].clone());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Err(broken("the certificate did not come within ten seconds"))
    }

    async fn download(&self, certificate: &Value, out: &Path) -> Result<(), Failed> {
        std::fs::create_dir_all(out)
            .map_err(|error| Failed::new(Exit::CannotCreate, format!("{}: {error}", out.display())))?;
        let json = self.url(&format!("/certificates/{}.json", text(&certificate["id"])));
        let proof = self.url(&format!("/certificates/{}.proof", text(&certificate["id"])));
        self.wait_for_proof(&proof).await?;
        let files = [
            ("certificate.pdf", text(&certificate["pdf"])),
            ("credential.json", json),
            ("did.json", self.url("/.well-known/did.json")),
            ("certificate.tlog-proof", proof),
            ("log.vkey", self.url("/log/vkey")),
        ];
        for (name, address) in files {
            let response =
                self.client.get(address).send().await.and_then(reqwest::Response::error_for_status).map_err(broken)?;
            let bytes = response.bytes().await.map_err(broken)?;
            let path = out.join(name);
            std::fs::write(&path, bytes)
                .map_err(|error| Failed::new(Exit::CannotCreate, format!("{}: {error}", path.display())))?;
        }
        Ok(())
    }

    /// Waits for the checkpoint that covers the certificate.
    async fn wait_for_proof(&self, address: &str) -> Result<(), Failed> {
        for _ in 0..100 {
            if self.client.get(address).send().await.map_err(broken)?.status().is_success() {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Err(broken("the log published no checkpoint within ten seconds"))
    }

    /// Asks the server about the file, and then nobody.
    async fn verify(&self, out: &Path, output: &Output) -> Result<Exit, Failed> {
        let pdf = std::fs::read(out.join("certificate.pdf")).map_err(broken)?;
        let form = reqwest::multipart::Form::new().part("file", reqwest::multipart::Part::bytes(pdf.clone()));
        let online = self.ask(self.client.post(self.url("/api/v1/verify")).multipart(form)).await?;
        output.say(&format!("8. the server says: {} ({})", text(&online["verdict"]), text(&online["holder"])));
        let did = std::fs::read(out.join("did.json")).map_err(broken)?;
        let ring = KeyRing::from_did_json(&did).map_err(|fault| broken(format!("{fault:?}")))?;
        let offline =
            verify_offline(&pdf, &ring, &[], Clock::System.now()).map_err(|fault| broken(format!("{fault:?}")))?;
        output.say(&format!("9. without the server: {}", offline.verdict.name()));
        let is_genuine = online["verdict"] == Verdict::Genuine.name() && offline.verdict == Verdict::Genuine;
        Ok(if is_genuine { Exit::Ok } else { Exit::NotGenuine })
    }
}

fn right_response(bank: &Bank, stem: &str) -> Option<Response> {
    bank.items.iter().find(|item| item.face.stem.get(Language::Vi) == stem).map(|item| item.key.right_response())
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn broken(reason: impl std::fmt::Display) -> Failed {
    Failed::new(Exit::Unavailable, reason)
}
