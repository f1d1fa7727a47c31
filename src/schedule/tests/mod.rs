//! The room seen from outside.

mod optimum;
mod plan;
mod profile;
