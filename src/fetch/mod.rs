//! Pictures of detail pages, fetched into a folder: the one part of taojin that goes over the network, and only as
//! `taojin fetch`.
//!
//! Each picture lies where [`local_path`] says, under a name of its own until it is whole: so a fetch that was stopped goes on where
//! it left off. No cookies, no credentials, no proxy; addresses that are not public are refused.

mod address;

#[cfg(test)]
mod tests;

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tempfile::NamedTempFile;
use ureq::Agent;
use ureq::unversioned::transport::DefaultConnector;

use self::address::Guard;
use crate::error::{Error, Result};
use crate::picture::local_path;
use crate::progress::{Progress, StopFlag};

/// Redirects followed at most.
const MOST_REDIRECTS: u32 = 5;

/// Longest wait for a connection.
const CONNECT: Duration = Duration::from_secs(10);

/// Longest time for a picture from the request to its last byte.
const WHOLE: Duration = Duration::from_secs(90);

/// The wait before the second try; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(500);

/// How pictures are fetched.
#[derive(Debug, Clone)]
pub struct FetchOptions {
    /// The folder.
    pub into: PathBuf,
    /// Pictures fetched at a time.
    pub jobs: usize,
    /// Heaviest picture, in bytes.
    pub max_bytes: u64,
    /// How often a picture is tried where the network or the server fails.
    pub tries: u32,
    /// Whether addresses of this machine and its network may be fetched from.
    pub allow_private: bool,
}

/// What became of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fetched {
    /// It was fetched: so many bytes.
    Now(u64),
    /// It was there already.
    Before,
    /// It could not be had, and why.
    Failed(String),
}

/// Why a try failed.
enum Failure {
    /// Another try may succeed.
    Passing(String),
    /// None will.
    Final(String),
    /// Nothing can be written any more.
    Output(Error),
}

/// Fetches pictures by their addresses; the outcomes are in the order of the addresses.
///
/// # Errors
/// When the folder cannot be written, or the user asked to stop. What was fetched until then stays.
pub fn fetch(
    addresses: &[String],
    options: &FetchOptions,
    progress: &dyn Progress,
    stop: &StopFlag,
) -> Result<Vec<Fetched>> {
    let guard = Guard { allow_private: options.allow_private, ..Guard::default() };
    fetch_with(guard, addresses, options, progress, stop)
}

fn fetch_with(
    guard: Guard,
    addresses: &[String],
    options: &FetchOptions,
    progress: &dyn Progress,
    stop: &StopFlag,
) -> Result<Vec<Fetched>> {
    let agent = agent(guard);
    std::fs::create_dir_all(&options.into).map_err(|source| Error::output(&options.into, source))?;
    progress.start("fetch", Some(addresses.len() as u64));
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Fetched)>> = Mutex::new(Vec::with_capacity(addresses.len()));
    let broken: Mutex<Option<Error>> = Mutex::new(None);
    std::thread::scope(|scope| {
        for _ in 0..options.jobs.clamp(1, 64).min(addresses.len()) {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(address) = addresses.get(at) else { return };
                    if stop.check().is_err() || broken.lock().unwrap_or_else(PoisonError::into_inner).is_some() {
                        return;
                    }
                    match fetch_one(&agent, address, options, stop) {
                        Ok(fetched) => done.lock().unwrap_or_else(PoisonError::into_inner).push((at, fetched)),
                        Err(error) => {
                            broken.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
                        }
                    }
                    progress.advance(1);
                }
            });
        }
    });
    progress.finish();
    if let Some(error) = broken.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(error);
    }
    stop.check()?;
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(at, _)| *at);
    Ok(done.into_iter().map(|(_, fetched)| fetched).collect())
}

fn agent(guard: Guard) -> Agent {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(MOST_REDIRECTS)
        .max_redirects_will_error(true)
        // A proxy would look names up by itself, out of the guard's sight.
        .proxy(None)
        .user_agent(concat!("taojin/", env!("CARGO_PKG_VERSION")))
        .accept("image/webp,image/jpeg,image/png,image/gif")
        .timeout_resolve(Some(CONNECT))
        .timeout_connect(Some(CONNECT))
        .timeout_global(Some(WHOLE))
        .build();
    Agent::with_parts(config, DefaultConnector::default(), guard)
}

fn fetch_one(agent: &Agent, address: &str, options: &FetchOptions, stop: &StopFlag) -> Result<Fetched> {
    let Some(place) = local_path(address) else { return Ok(Fetched::Failed("is no address of a picture".into())) };
    let path = options.into.join(place);
    if path.metadata().is_ok_and(|file| file.is_file() && file.len() > 0) {
        return Ok(Fetched::Before);
    }
    let mut pause = FIRST_PAUSE;
    for left in (0..options.tries.max(1)).rev() {
        match try_once(agent, address, &path, options.max_bytes) {
            Ok(bytes) => return Ok(Fetched::Now(bytes)),
            Err(Failure::Output(error)) => return Err(error),
            Err(Failure::Final(reason)) => return Ok(Fetched::Failed(reason)),
            Err(Failure::Passing(reason)) if left == 0 => return Ok(Fetched::Failed(reason)),
            Err(Failure::Passing(_)) => {
                stop.check()?;
                std::thread::sleep(pause);
                pause *= 2;
            }
        }
    }
    Ok(Fetched::Failed("was not tried".into()))
}

/// Fetches a picture into its place; its weight.
fn try_once(agent: &Agent, address: &str, path: &Path, max_bytes: u64) -> std::result::Result<u64, Failure> {
    let mut response = agent.get(address).call().map_err(|error| failure(&error))?;
    let status = response.status();
    if !status.is_success() {
        let reason = format!("the server answers {status}");
        let passing = status.is_server_error() || matches!(status.as_u16(), 408 | 425 | 429);
        return Err(if passing { Failure::Passing(reason) } else { Failure::Final(reason) });
    }
    let too_heavy = || Failure::Final(format!("is heavier than the limit of {max_bytes} bytes"));
    if response.body().content_length().is_some_and(|bytes| bytes > max_bytes) {
        return Err(too_heavy());
    }
    let announced = response.body().content_length();
    let folder = path.parent().unwrap_or(path);
    std::fs::create_dir_all(folder).map_err(|source| unwritable(folder, source))?;
    let mut file = tempfile::Builder::new()
        .prefix(".taojin-")
        .suffix(".part")
        .tempfile_in(folder)
        .map_err(|source| unwritable(folder, source))?;
    let bytes = copy(&mut response.body_mut().as_reader().take(max_bytes.saturating_add(1)), &mut file, path)?;
    if bytes > max_bytes {
        return Err(too_heavy());
    }
    if announced.is_some_and(|announced| announced != bytes) {
        return Err(Failure::Passing(format!("the connection ended after {bytes} bytes")));
    }
    file.persist(path).map_err(|error| unwritable(path, error.error))?;
    Ok(bytes)
}

/// Copies a picture; what does not begin like one is none, whatever the server calls it.
fn copy(from: &mut impl Read, to: &mut NamedTempFile, path: &Path) -> std::result::Result<u64, Failure> {
    let mut buffer = vec![0; 64 << 10];
    let mut total = 0;
    let mut start = Vec::new();
    loop {
        let read = from.read(&mut buffer).map_err(|error| reading(&error))?;
        let part = buffer.get(..read).unwrap_or_default();
        if start.len() < 32 {
            start.extend_from_slice(part.get(..part.len().min(32)).unwrap_or_default());
        }
        if part.is_empty() {
            return if image::guess_format(&start).is_ok() {
                Ok(total)
            } else {
                Err(Failure::Final("what the server sends is no picture".into()))
            };
        }
        to.write_all(part).map_err(|source| unwritable(path, source))?;
        total += read as u64;
    }
}

/// A full disk or a folder without rights concerns every picture; anything else this one.
fn unwritable(path: &Path, source: io::Error) -> Failure {
    use io::ErrorKind::{PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull};
    match source.kind() {
        StorageFull | QuotaExceeded | PermissionDenied | ReadOnlyFilesystem => {
            Failure::Output(Error::output(path, source))
        }
        _ => Failure::Final(format!("cannot be written to {}: {source}", path.display())),
    }
}

fn reading(error: &io::Error) -> Failure {
    Failure::Passing(format!("the connection failed: {error}"))
}

fn failure(error: &ureq::Error) -> Failure {
    use ureq::Error as E;
    match error {
        E::Io(source) if source.kind() == io::ErrorKind::PermissionDenied => Failure::Final(source.to_string()),
        E::Io(source) => reading(source),
        E::Timeout(_) | E::ConnectionFailed | E::HostNotFound | E::BodyStalled | E::Tls(_) | E::Rustls(_) => {
            Failure::Passing(format!("the connection failed: {error}"))
        }
        _ => Failure::Final(error.to_string()),
    }
}
