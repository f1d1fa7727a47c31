//! The command, started and waited for.

use std::ffi::OsStr;
use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

/// The moment that tests take for now.
pub const NOW: &str = "2026-11-21T02:00:00+08:00";

/// A start of the command in the project's folder.
pub struct TestCommand {
    command: Command,
    stdin: Vec<u8>,
}

/// What a start of the command left.
pub struct Ran {
    /// `None` when a signal ended it.
    pub status: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

/// The command without arguments.
pub fn taojin() -> TestCommand {
    let mut command = Command::new(env!("CARGO_BIN_EXE_taojin"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).env_remove("TAOJIN_LOG");
    // What the user has installed and kept must not decide a test.
    let nowhere = concat!(env!("CARGO_TARGET_TMPDIR"), "/nobody");
    command.env("XDG_DATA_HOME", nowhere).env("XDG_CACHE_HOME", nowhere);
    for colours in ["NO_COLOR", "CLICOLOR_FORCE", "CLICOLOR"] {
        command.env_remove(colours);
    }
    TestCommand { command, stdin: Vec::new() }
}

impl TestCommand {
    pub fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.command.arg(arg);
        self
    }

    pub fn args<A: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        self.command.args(args);
        self
    }

    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub fn stdin(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.stdin = bytes.into();
        self
    }

    /// The command itself, for tests that do not just wait for it.
    #[cfg(unix)]
    pub fn into_command(self) -> Command {
        self.command
    }

    /// Starts the command and waits for its end.
    pub fn run(mut self) -> Ran {
        let mut child =
            self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = self.stdin;
        // Beside the waiting: both pipes may be full at once.
        let feeder = std::thread::spawn(move || {
            // A command that does not read its input closes it.
            let _ = stdin.write_all(&input);
        });
        let output = child.wait_with_output().unwrap();
        feeder.join().unwrap();
        Ran {
            status: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Starts the command, which must succeed.
    pub fn succeed(self) -> Ran {
        let ran = self.run();
        assert_eq!(ran.status, Some(0), "{}", ran.stderr);
        ran
    }
}

impl Ran {
    /// Standard output as JSON lines.
    pub fn json_lines(&self) -> Vec<Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}
