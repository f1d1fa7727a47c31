//! Fetching pictures, from a server of the test's own.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};

use crate::command::{Ran, taojin};
use crate::dir::Dir;

const GIF: &[u8] = b"GIF89a\x01\0\x01\0\0\0\0;";

/// Serves answers by path and keeps the requests.
struct Server {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// `answers` by path: status line, further headers, body; the last one of a path stands for all later requests.
    fn start(answers: &[(&str, &str, &str, &[u8])]) -> Self {
        let mut by_path: BTreeMap<String, Vec<Vec<u8>>> = BTreeMap::new();
        for (path, status, headers, body) in answers {
            let head = format!("HTTP/1.1 {status}\r\nConnection: close\r\n{headers}");
            let length = if headers.contains("Content-Length") {
                String::new()
            } else {
                format!("Content-Length: {}\r\n", body.len())
            };
            by_path
                .entry((*path).to_owned())
                .or_default()
                .push([head.as_bytes(), length.as_bytes(), b"\r\n", body].concat());
        }
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&requests);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                let lines = BufReader::new(&stream).lines().map_while(Result::ok).take_while(|line| !line.is_empty());
                let request: Vec<String> = lines.collect();
                let Some(path) = request.first().and_then(|line| line.split(' ').nth(1)).map(str::to_owned) else {
                    continue;
                };
                let mut log = log.lock().unwrap();
                let earlier =
                    log.iter().filter(|request: &&String| request.starts_with(&format!("GET {path} "))).count();
                log.push(request.join("\n"));
                drop(log);
                let answers = by_path.get(&path).map(Vec::as_slice).unwrap_or_default();
                let none = b"HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".to_vec();
                let _ = stream.write_all(answers.get(earlier).or(answers.last()).unwrap_or(&none));
            }
        });
        Self { address, requests }
    }

    fn count(&self) -> usize {
        self.requests.lock().unwrap().len()
    }
}

/// A catalog whose one description names these pictures of the server, in a folder of its own.
fn catalog(server: &Server, sources: &[&str]) -> Dir {
    let dir = Dir::new();
    let pictures: String =
        sources.iter().map(|source| format!("<img src='http://{}{source}'>", server.address)).collect();
    dir.file("catalog.csv", format!("宝贝ID,宝贝标题,宝贝描述\n623456789012,羊绒围巾女,\"{pictures}\"\n"));
    dir
}

fn fetch(dir: &Dir, flags: &[&str]) -> Ran {
    taojin()
        .args(["fetch", "--catalog"])
        .arg(dir.join("catalog.csv"))
        .arg("--into")
        .arg(dir.join("pictures"))
        .args(flags)
        .run()
}

/// Where a fetched picture lies.
fn place(dir: &Dir, server: &Server, path: &str) -> std::path::PathBuf {
    dir.join("pictures").join(server.address.to_string().replace(':', "_")).join(path)
}

#[test]
fn pictures_are_fetched_once_and_failures_are_listed_with_their_reasons() {
    let server = Server::start(&[
        ("/a.gif", "200 OK", "Set-Cookie: id=1\r\n", GIF),
        ("/b.gif", "200 OK", "", GIF),
        ("/page.jpg", "200 OK", "Content-Type: image/jpeg\r\n", b"<html>not here</html>"),
    ]);
    let dir = catalog(&server, &["/a.gif", "/b.gif", "/a.gif", "/gone.jpg", "/page.jpg"]);
    let ran = fetch(&dir, &["--allow-private", "--jobs", "1"]);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    assert_eq!(std::fs::read(place(&dir, &server, "a.gif")).unwrap(), GIF);
    assert_eq!(std::fs::read(place(&dir, &server, "b.gif")).unwrap(), GIF);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(lines.len(), 3, "{}", ran.stdout);
    assert!(ran.stdout.split_inclusive('\n').all(|line| line.ends_with("\r\n")), "{:?}", ran.stdout);
    assert!(lines[1].contains("/gone.jpg,623456789012,") && lines[1].contains("404"), "{}", lines[1]);
    assert!(lines[2].contains("/page.jpg,") && lines[2].contains("no picture"), "{}", lines[2]);
    assert_eq!(server.count(), 4, "each address once, and none that will not do again");
    let requests = server.requests.lock().unwrap().join("\n").to_lowercase();
    assert!(!requests.contains("cookie") && !requests.contains("authorization"), "{requests}");
    assert_eq!(fetch(&dir, &["--allow-private", "--strict"]).status, Some(1));
}

#[test]
fn pictures_of_superseded_rows_are_not_fetched() {
    let server = Server::start(&[("/old.gif", "200 OK", "", GIF), ("/new.gif", "200 OK", "", GIF)]);
    let dir = Dir::new();
    let row = |source: &str| format!("623456789012,羊绒围巾女,<img src='http://{}{source}'>\n", server.address);
    dir.file("catalog.csv", format!("宝贝ID,宝贝标题,宝贝描述\n{}{}", row("/old.gif"), row("/new.gif")));
    fetch(&dir, &["--allow-private"]);
    assert!(place(&dir, &server, "new.gif").exists());
    assert_eq!(server.count(), 1);
}

#[test]
fn a_fetch_goes_on_where_it_left_off() {
    let server = Server::start(&[("/a.gif", "200 OK", "", GIF), ("/b.gif", "200 OK", "", GIF)]);
    let dir = catalog(&server, &["/a.gif"]);
    fetch(&dir, &["--allow-private"]);
    let both = catalog(&server, &["/a.gif", "/b.gif"]);
    std::fs::copy(both.join("catalog.csv"), dir.join("catalog.csv")).unwrap();
    let ran = fetch(&dir, &["--allow-private"]);
    assert!(ran.stderr.contains("1 fetched") && ran.stderr.contains("1 there already"), "{}", ran.stderr);
    assert_eq!(server.count(), 2);
}

#[test]
fn this_machine_is_not_fetched_from_unless_allowed() {
    let server = Server::start(&[("/a.gif", "200 OK", "", GIF)]);
    let dir = catalog(&server, &["/a.gif"]);
    let ran = fetch(&dir, &["--json"]);
    let failures = ran.json_lines();
    assert_eq!(failures.len(), 1);
    assert!(failures[0]["reason"].as_str().unwrap().contains("--allow-private"), "{}", failures[0]);
    assert_eq!(server.count(), 0);
    assert!(!place(&dir, &server, "a.gif").exists());
}

#[test]
fn a_picture_beyond_the_limit_leaves_nothing() {
    let heavy = [GIF, &[0; 5000]].concat();
    let server = Server::start(&[
        ("/said.gif", "200 OK", "", &heavy),
        ("/unsaid.gif", "200 OK", "Transfer-Encoding: identity\r\nX-No: Content-Length\r\n", &heavy),
    ]);
    let dir = catalog(&server, &["/said.gif", "/unsaid.gif"]);
    let ran = fetch(&dir, &["--allow-private", "--max-bytes", "1000"]);
    assert_eq!(ran.stdout.matches("heavier than the limit of 1000 bytes").count(), 2, "{}", ran.stdout);
    let left =
        dir.contents().into_iter().filter(|(path, bytes)| path.starts_with("pictures") && bytes.is_some()).count();
    assert_eq!(left, 0, "no file, not even a part of one");
}

#[test]
fn a_server_that_stumbles_is_asked_again() {
    let server = Server::start(&[
        ("/a.gif", "503 Service Unavailable", "", b""),
        ("/a.gif", "200 OK", "Content-Length: 99\r\n", GIF),
        ("/a.gif", "200 OK", "", GIF),
    ]);
    let dir = catalog(&server, &["/a.gif"]);
    let ran = fetch(&dir, &["--allow-private"]);
    assert!(ran.stderr.contains("1 fetched"), "{}{}", ran.stdout, ran.stderr);
    assert_eq!(server.count(), 3);
    assert_eq!(std::fs::read(place(&dir, &server, "a.gif")).unwrap(), GIF);
}

#[test]
fn what_was_fetched_is_found_by_a_run() {
    let server = Server::start(&[("/i1/22/a.gif", "200 OK", "", GIF)]);
    let dir = catalog(&server, &["/i1/22/a.gif"]);
    fetch(&dir, &["--allow-private"]);
    let summary = taojin()
        .args(["run", "--json", "--catalog"])
        .arg(dir.join("catalog.csv"))
        .arg("--pictures")
        .arg(dir.join("pictures"))
        .arg("--out")
        .arg(dir.join("out"))
        .env("XDG_CACHE_HOME", dir.join("cache"))
        .succeed();
    let summary: serde_json::Value = serde_json::from_str(&summary.stdout).unwrap();
    assert_eq!((&summary["counts"]["pictures"], &summary["counts"]["pictures_absent"]), (&1.into(), &0.into()));
}
