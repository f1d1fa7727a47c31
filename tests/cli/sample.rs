//! One run over the sample shop, shared by every test that looks at it.

use std::sync::LazyLock;

use serde_json::Value;

use crate::command::{NOW, Ran, taojin};
use crate::dir::Dir;
use crate::table::Table;

pub struct Sample {
    pub dir: Dir,
    pub ran: Ran,
}

/// The README's command.
pub static SAMPLE: LazyLock<Sample> = LazyLock::new(|| {
    let dir = Dir::new();
    let ran =
        taojin().args(["run", "--config", "data/taojin.toml", "--now", NOW, "--out"]).arg(dir.join("out")).succeed();
    Sample { dir, ran }
});

impl Sample {
    pub fn table(&self, name: &str) -> Table {
        Table::read(&self.dir.join("out").join(name))
    }

    pub fn summary(&self) -> Value {
        summary(&self.dir)
    }
}

/// `out/summary.json` below `dir`.
pub fn summary(dir: &Dir) -> Value {
    serde_json::from_slice(&std::fs::read(dir.join("out/summary.json")).unwrap()).unwrap()
}

/// Figures of an input of a summary: rows, accepted, superseded, rejected.
pub fn balance(input: &Value) -> [u64; 4] {
    ["rows", "accepted", "superseded", "rejected"].map(|name| input[name].as_u64().unwrap())
}
