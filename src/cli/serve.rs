//! `serve`: listen, work in the background, stop gracefully.

use super::boot::{Booted, boot_service};
use super::fetch::{Http, WayToWitness};
use super::listen::{PATIENCE, serve};
use super::output::{Exit, Failed};
use super::traces::start_telling;
use crate::clock::Clock;
use crate::config::Config;
use crate::flows::Service;
use crate::flows::assessment::close_overdue_attempts::close_overdue_attempts;
use crate::flows::assessment::rescore_attempts::rescore_attempts;
use crate::flows::certification::issue_certificates::issue_certificates;
use crate::flows::certification::publish_status_list::refresh_status_lists;
use crate::flows::certification::reload_keys::{When, reload_keys};
use crate::flows::check_health::clock_fault;
use crate::flows::log::KnownWitness;
use crate::flows::log::cosign_checkpoint::{Cosigned, cosign_checkpoint};
use crate::flows::log::publish_checkpoint::{log_health, publish_checkpoint};
use crate::store::people::{one_time_codes, sessions};
use crate::store::{StoreError, idempotency, transact};
use crate::web::{self, App};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// In-flight requests get this long to finish.
const DRAIN: Duration = Duration::from_secs(50);
/// A balancer gets this long to notice that readiness fails.
const ANNOUNCED: Duration = Duration::from_secs(3);
/// Whoever still reads then gets this long.
const CLOSING: Duration = Duration::from_secs(5);
/// Requests under way are refused within this time once nothing may be written any more.
const FAREWELL: Duration = Duration::from_secs(2);
/// So often the key folder is looked at.
const LOOK: Duration = Duration::from_secs(2);
/// Rounds of issuing under way: while one waits for the disk, the other one signs and renders.
const ISSUERS: usize = 2;
/// Whoever issued fewer than these in a round rests before the next one, which then finds more: a certificate alone costs as
/// much as four among others.
const FEW: usize = 16;
/// For so long: nobody who waits for a certificate notices.
const REST: Duration = Duration::from_millis(200);
/// Idempotency keys are kept for this long.
const REMEMBERED: Duration = Duration::from_secs(7 * 24 * 3600);

/// A service that listens.
#[derive(Debug)]
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// What handlers share.
    pub app: App,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

pub async fn run(config: Config) -> Result<Exit, Failed> {
    let traces = start_telling(config.traces.as_ref())?;
    let booted = boot_service(config, Clock::watched()).await?;
    if let Some(fault) = clock_fault(&booted.service).await? {
        tracing::warn!(fault, "the clocks disagree");
    }
    let listener = listen(booted.config.listen).await?;
    let running = start(booted, listener).await?;
    tracing::info!(address = %running.address, "listening");
    running.has_to_stop().await;
    tracing::info!("stopping");
    running.announce_stop().await;
    running.stop().await?;
    traces.end().await;
    Ok(Exit::Ok)
}

/// Opens a port.
pub async fn listen(address: SocketAddr) -> Result<TcpListener, Failed> {
    TcpListener::bind(address)
        .await
        .map_err(|error| Failed::new(Exit::Unavailable, format!("cannot listen on {address}: {error}")))
}

/// Serves a booted service on a listener, with its background work.
///
/// # Errors
/// When a port cannot be opened.
pub async fn start(booted: Booted, listener: TcpListener) -> Result<Running, Failed> {
    web::operations::recorder();
    let app = App::new(booted.service.clone(), booted.config.is_demonstration(), booted.config.behind_proxy);
    let address = listener.local_addr().map_err(|error| Failed::new(Exit::Unavailable, error))?;
    let (stop, stopped) = watch::channel(false);
    let mut tasks = vec![tokio::spawn(serve(listener, web::router(app.clone()), stopped.clone(), PATIENCE))];
    if let Some(metrics) = booted.config.metrics_listen {
        let router = web::operations_router(app.clone());
        tasks.push(tokio::spawn(serve(listen(metrics).await?, router, stopped.clone(), PATIENCE)));
    }
    for _ in 0..ISSUERS {
        tasks.push(tokio::spawn(issue_forever(app.clone(), stopped.clone())));
    }
    tasks.extend(keep_log(&booted.service, &stopped));
    tasks.push(tokio::spawn(reload_keys_forever(booted.service.clone(), stopped.clone())));
    tasks.push(tokio::spawn(rescore_forever(app.clone(), stopped.clone())));
    tasks.push(tokio::spawn(tidy_forever(booted.service, stopped)));
    Ok(Running { address, app, stop, tasks })
}

impl Running {
    /// Waits until the service is told to stop, or may not go on because a sync of the database failed.
    pub async fn has_to_stop(&self) {
        tokio::select! {
            () = stop_signal() => {}
            () = self.app.service.store.sync_failed() => {}
        }
    }

    /// Fails readiness while still serving, so that a balancer sends nobody here any more.
    async fn announce_stop(&self) {
        self.app.is_stopping.store(true, Ordering::SeqCst);
        tokio::select! {
            () = tokio::time::sleep(ANNOUNCED) => {}
            () = self.app.service.store.sync_failed() => {}
        }
    }

    /// Fails readiness, lets requests finish, stops the workers, closes the store.
    ///
    /// # Errors
    /// When a sync of the database failed: then nothing is closed, and the process has to end.
    pub async fn stop(self) -> Result<(), Failed> {
        let Self { app, stop, tasks, .. } = self;
        let store = &app.service.store;
        app.is_stopping.store(true, Ordering::SeqCst);
        stop.send_replace(true);
        app.issuer.notify_waiters();
        let finished = async {
            for task in tasks {
                // A task that broke has nothing left to finish.
                drop(task.await);
            }
        };
        let refused = async {
            store.sync_failed().await;
            tokio::time::sleep(FAREWELL).await;
        };
        tokio::select! {
            () = finished => {}
            () = refused => {}
            () = tokio::time::sleep(DRAIN) => tracing::warn!("some requests did not finish in time"),
        }
        if tokio::time::timeout(CLOSING, store.close()).await.is_err() {
            tracing::warn!("somebody still reads; what was called saved is on the disk");
        }
        if store.has_sync_failed() { Err(Failed::new(Exit::Io, SYNC_FAILED)) } else { Ok(()) }
    }
}

/// What an operator has to know then.
const SYNC_FAILED: &str = "the disk did not sync the database, and what it says from now on cannot be trusted: nothing more \
                           was called saved; look at the disk, then start again, which keeps all that was called saved";

/// Makes certificates as soon as there is one to make, and looks once a second anyway.
async fn issue_forever(app: App, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        match issue_certificates(&app.service).await {
            Ok(round) if round.issued >= FEW => continue,
            Ok(round) if round.issued > 0 => {
                tokio::select! {
                    () = tokio::time::sleep(REST) => {}
                    _ = stopped.changed() => {}
                }
                continue;
            }
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "certificates could not be issued"),
        }
        tokio::select! {
            () = app.issuer.notified() => {}
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
            _ = stopped.changed() => {}
        }
    }
}

/// Scores again what was decided on, and looks once a second whether there is something.
async fn rescore_forever(app: App, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        match rescore_attempts(&app.service).await {
            Ok(Some(_)) => {
                app.wake_issuer();
                continue;
            }
            Ok(None) => {}
            Err(error) => tracing::error!(%error, "attempts could not be scored again"),
        }
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
            _ = stopped.changed() => {}
        }
    }
}

/// Publishes the log's checkpoints, and has each witness sign them by a task of its own: one that is slow keeps nobody.
fn keep_log(service: &Arc<Service>, stopped: &watch::Receiver<bool>) -> Vec<JoinHandle<()>> {
    if let Some(reason) = log_health(service).reason {
        tracing::warn!(reason, "this instance publishes no checkpoint of the log");
    }
    let mut tasks = vec![tokio::spawn(publish_forever(service.clone(), stopped.clone()))];
    if !service.settings.witnesses.is_empty() {
        let http = Http::new();
        for witness in service.settings.witnesses.clone() {
            let way = WayToWitness { http: http.clone(), url: witness.url.clone() };
            tasks.push(tokio::spawn(cosign_forever(service.clone(), witness, way, stopped.clone())));
        }
    }
    tasks
}

/// Looks once a second whether there is something to publish. What fails is told by the publisher, and tried again.
async fn publish_forever(service: Arc<Service>, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        drop(publish_checkpoint(&service).await);
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
            _ = stopped.changed() => {}
        }
    }
}

/// Asks a witness after each checkpoint; one that fails is left alone for longer and longer, five minutes at most.
async fn cosign_forever(
    service: Arc<Service>,
    witness: KnownWitness,
    way: WayToWitness,
    mut stopped: watch::Receiver<bool>,
) {
    let name = witness.key.name().to_owned();
    let mut pause = 1;
    while !*stopped.borrow() {
        let is_well = tokio::select! {
            answer = cosign_checkpoint(&service, &witness, &way) => match answer {
                Ok(Cosigned::Already | Cosigned::Now { .. }) => true,
                Ok(answer @ Cosigned::Ahead { .. }) => {
                    tracing::error!(witness = name, ?answer, "a witness has seen a larger log under our name");
                    false
                }
                Ok(answer @ (Cosigned::Refused { .. } | Cosigned::Away)) => {
                    tracing::warn!(witness = name, ?answer, "a witness did not sign a checkpoint");
                    false
                }
                Err(error) => {
                    tracing::error!(%error, "a witness could not be asked");
                    false
                }
            },
            _ = stopped.changed() => true,
        };
        pause = if is_well { 1 } else { (pause * 2).min(300) };
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(pause)) => {}
            _ = stopped.changed() => {}
        }
    }
}

/// Looks every two seconds whether the key folder has changed; reads it in any case on SIGHUP.
async fn reload_keys_forever(service: Arc<Service>, mut stopped: watch::Receiver<bool>) {
    use tokio::signal::unix::{SignalKind, signal};
    let mut hang_up = signal(SignalKind::hangup()).ok();
    while !*stopped.borrow() {
        let asked = async {
            match &mut hang_up {
                Some(signal) => drop(signal.recv().await),
                None => std::future::pending().await,
            }
        };
        let when = tokio::select! {
            () = asked => When::Always,
            () = tokio::time::sleep(LOOK) => When::Changed,
            _ = stopped.changed() => return,
        };
        reload_keys(&service, when).await;
    }
}

/// Closes overdue attempts every second, keeps status lists fresh every minute, forgets what has expired every hour.
async fn tidy_forever(service: Arc<Service>, mut stopped: watch::Receiver<bool>) {
    let mut rounds: u32 = 0;
    while !*stopped.borrow() {
        if let Err(error) = close_overdue_attempts(&service).await {
            tracing::error!(%error, "overdue attempts could not be closed");
        }
        if rounds.is_multiple_of(3600)
            && let Err(error) = forget_expired(&service).await
        {
            tracing::error!(%error, "expired sessions could not be removed");
        }
        if rounds.is_multiple_of(60)
            && let Err(error) = refresh_status_lists(&service).await
        {
            tracing::error!(%error, "status lists could not be refreshed");
        }
        // Samples wait in memory until somebody sorts them into buckets, asked for or not.
        web::operations::recorder().run_upkeep();
        rounds = rounds.wrapping_add(1);
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
            _ = stopped.changed() => {}
        }
    }
}

async fn forget_expired(service: &Service) -> Result<(), StoreError> {
    let now = service.clock.now();
    let remembered = crate::domain::timestamp::Timestamp::from_micros(now.micros() - REMEMBERED.as_micros() as i64);
    transact!(service.store, StoreError, |c| {
        sessions::delete_expired(c, now).await?;
        one_time_codes::delete_ended(c, now).await?;
        idempotency::delete_before(c, remembered).await?;
        Ok(())
    })
}

/// Waits for SIGTERM or Ctrl+C.
pub async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        () = terminated => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
