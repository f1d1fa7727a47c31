//! Listings in chunks: one thread reads ahead while the others work.

use std::sync::mpsc::{Receiver, sync_channel};

use super::StopFlag;
use super::listings::{ListingBook, unchanged};
use crate::error::Result;
use crate::input::{Catalog, Row};
use crate::listing::{Listing, ListingId};
use crate::report::InputSummary;

/// Listings a chunk: enough to share among threads, few enough that a handful of chunks with their pages fit in memory.
const CHUNK: usize = 2048;
/// Bytes of text after which a chunk is full, whatever its number of listings: pages may weigh megabytes.
const CHUNK_BYTES: usize = 16 << 20;

/// A run of listings with their positions in the book, in order.
pub(super) type Chunk = Vec<(u32, Listing)>;

/// Reads the rows that stand, chunk by chunk, on a thread of its own, and hands each to `work` on this one.
pub(super) fn for_each_chunk(
    catalogs: &[Catalog],
    book: &ListingBook,
    inputs: &[InputSummary],
    stop: &StopFlag,
    mut work: impl FnMut(Chunk) -> Result<()>,
) -> Result<()> {
    std::thread::scope(|scope| {
        let (send, receive) = sync_channel(2);
        let reader = scope.spawn(move || -> Result<()> {
            let mut chunk = Vec::with_capacity(CHUNK);
            let mut bytes = 0;
            for (number, (catalog, input)) in (0..).zip(catalogs.iter().zip(inputs)) {
                let mut rows = catalog.rows()?;
                for row in &mut rows {
                    let Row::Accepted { row, mut value } = row? else { continue };
                    let Some(index) = book.at(number, row) else { continue };
                    if value.id.is_made_up() {
                        value.id = ListingId::made_up(book.id(index));
                    }
                    bytes += value.title.len() + value.description.len();
                    chunk.push((index, value));
                    if chunk.len() == CHUNK || bytes >= CHUNK_BYTES {
                        bytes = 0;
                        if send.send(std::mem::replace(&mut chunk, Vec::with_capacity(CHUNK))).is_err() {
                            // The other side has failed and says why.
                            return Ok(());
                        }
                    }
                }
                unchanged(catalog, &input.sha256, rows.sha256().as_deref())?;
            }
            // Nobody to send to means that the other side has failed and says why.
            let _ = send.send(chunk);
            Ok(())
        });
        let worked = receive_all(receive, stop, &mut work);
        let read = reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        worked.and(read)
    })
}

fn receive_all(receive: Receiver<Chunk>, stop: &StopFlag, work: &mut impl FnMut(Chunk) -> Result<()>) -> Result<()> {
    for chunk in receive {
        stop.check()?;
        if !chunk.is_empty() {
            work(chunk)?;
        }
    }
    Ok(())
}
