//! How far long work has come, and whether somebody wants it to stop.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::error::{ErrorKind, Result};

/// Is told how far a run has come. The library prints nothing itself.
pub trait Progress: Sync {
    /// A stage starts; `total` items are expected, where that is known.
    fn start(&self, stage: &'static str, total: Option<u64>);
    /// So many more items are done.
    fn advance(&self, items: u64);
    /// The stage is over.
    fn finish(&self);
}

/// Progress that nobody looks at.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoProgress;

impl Progress for NoProgress {
    fn start(&self, _stage: &'static str, _total: Option<u64>) {}
    fn advance(&self, _items: u64) {}
    fn finish(&self) {}
}

/// Asked between chunks whether the user wants to stop: the number of the signal, 0 for none.
#[derive(Debug, Default)]
pub struct StopFlag(AtomicUsize);

impl StopFlag {
    /// Asks the run to stop at the next chunk.
    pub fn stop(&self, signal: usize) {
        self.0.store(signal, Ordering::Relaxed);
    }

    /// Fails once somebody asked to stop.
    ///
    /// # Errors
    /// [`ErrorKind::Interrupted`].
    pub fn check(&self) -> Result<()> {
        match self.0.load(Ordering::Relaxed) {
            0 => Ok(()),
            signal => Err(ErrorKind::Interrupted { signal: i32::try_from(signal).unwrap_or(i32::MAX) }.into()),
        }
    }
}
