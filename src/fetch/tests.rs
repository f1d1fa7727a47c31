use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::progress::NoProgress;

const PICTURE: &[u8] = b"GIF89a\x01\0\x01\0\0\0\0;";

/// Answers every request with `answer` and counts them; ends with the test.
fn server(answer: Vec<u8>) -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let count = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&count);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let lines = BufReader::new(&stream).lines();
            let read = lines.map_while(std::result::Result::ok).take_while(|line| !line.is_empty()).count();
            counter.fetch_add(usize::from(read > 0), Ordering::SeqCst);
            let _ = stream.write_all(&answer);
        }
    });
    (address, count)
}

fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n{headers}\r\n", body.len());
    [head.as_bytes(), body].concat()
}

/// Fetches one address while `exception` alone of the addresses that are not public passes.
fn fetched(exception: SocketAddr, url: String) -> Fetched {
    let folder = tempfile::tempdir().unwrap();
    let options =
        FetchOptions { into: folder.path().to_owned(), jobs: 1, max_bytes: 1000, tries: 1, allow_private: false };
    let guard = Guard { exception: Some(exception), ..Guard::default() };
    fetch_with(guard, &[url], &options, &NoProgress, &StopFlag::default()).unwrap().remove(0)
}

#[test]
fn a_redirect_into_the_house_is_refused_before_anything_connects() {
    let (inside, asked_inside) = server(answer("200 OK", "", PICTURE));
    for target in [
        format!("http://{inside}/a.gif"),
        "http://169.254.169.254/latest/meta-data".into(),
        "http://[::1]/a.gif".into(),
    ] {
        let (outside, asked) = server(answer("302 Found", &format!("Location: {target}\r\n"), b""));
        let Fetched::Failed(reason) = fetched(outside, format!("http://{outside}/a.gif")) else {
            panic!("{target} was fetched")
        };
        assert!(reason.contains("private or local"), "{reason}");
        assert_eq!(asked.load(Ordering::SeqCst), 1);
    }
    assert_eq!(asked_inside.load(Ordering::SeqCst), 0);
}

#[test]
fn a_name_that_leads_into_the_house_is_refused_too() {
    let (inside, asked) = server(answer("200 OK", "", PICTURE));
    let elsewhere: SocketAddr = "192.0.2.1:80".parse().unwrap();
    let Fetched::Failed(reason) = fetched(elsewhere, format!("http://localhost:{}/a.gif", inside.port())) else {
        panic!("localhost was fetched from")
    };
    assert!(reason.contains("localhost"), "{reason}");
    assert_eq!(asked.load(Ordering::SeqCst), 0);
}

#[test]
fn a_circle_of_redirects_ends() {
    let (here, asked) = server(answer("302 Found", "Location: /again.gif\r\n", b""));
    assert!(matches!(fetched(here, format!("http://{here}/a.gif")), Fetched::Failed(_)));
    assert!(asked.load(Ordering::SeqCst) <= MOST_REDIRECTS as usize + 1);
}
