// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/SeparationNode.h"
#include "Core/Spectral/BinMap.h"
#include "Core/Spectral/Stft.h"

#include <span>

namespace unbraid::core
{

/** A dictionary that splits a source of another one further. */
struct Branch
{
    Eigen::Index source = 0; // of the root
    const Dictionary& dictionary;
    SeparatorSettings settings{};
    Eigen::Index residualAtoms = 0; // as those of SeparatorSpec, of this dictionary
    Eigen::Index numParts = 0;
    bool followsHits = false;
};

/** The branches of a dictionary, each as it starts by itself. `dictionary` outlives them. [worker] */
std::vector<Branch> branchesOf (const Dictionary& dictionary);

/** Dictionaries on each other's buses, in the same frames:

        spectrum -> root -> masks --------------------------------> gains of the leaves
                              \-> spectrum of a source -> branch ->/

    A branch explains the masked spectrum of its source, and masks multiply bin by bin: gain of a leaf = mask of the source in the
    root x mask of the leaf in the branch. Both have rows that sum to one, so the gains of all leaves do, and the leaves sum to the
    mixture. There is no further inverse transform and no further latency. All nodes have the hop and the synthesis window of the mode;
    a branch whose dictionary was made with another analysis window than the root's looks at each frame by its own (`windows`), and
    masks are carried over Hz both ways. Where a branch looks ahead, in mode high, the whole tree has the shorter frames of mode
    balanced: the root explains the newest frame, and its masks wait until that frame is output.

    Leaves are the sources of the root in their order, a source with a branch replaced by the sources of the branch, `source.leaf`.
    Each node has silence, level, held masks, notes and adaptation of its own. Without branches this is the root alone. */
class SeparationTree
{
public:
    /** spec        of the root; its window is that of all
        settings    of the root
        branches    of different sources
        [worker] allocates; errors: those of SeparationNode::prepare for each node, a source that there is not or that has two
        branches. After an error the tree is as it was. */
    Status prepare (const SeparatorSpec& spec, const Dictionary& dictionary,
                    const SeparatorSettings& settings, std::span<const Branch> branches);

    /** As SeparationNode::reset, for all nodes. [audio] */
    void reset() noexcept;

    /** Settings of the root; the branches keep theirs, but freeze with it. [audio] */
    void set (const SeparatorSettings& settings) noexcept;

    /** Turns a leaf on or off; a source of which all leaves are off is off in the root, too. [audio] */
    void setLeafEnabled (Eigen::Index leaf, bool isOn) noexcept;

    /** node      0: the root; from 1 on the branches, in the order in which they were given
        position  of the sample at which it happens, counted since prepare or reset
        [audio] real-time safe. */
    void queueNote (const NoteEvent& event, Eigen::Index position, Eigen::Index node) noexcept;

    /** Explains the next frame.
        number  of the frame, from 1
        stft    has analysed it, in the tree's geometry and in `windows`
        [audio] real-time safe. */
    void explain (Eigen::Index number, const Stft& stft) noexcept;

    /** [bins x leaves] of the frame that is output; rows sum to one. [audio] */
    [[nodiscard]] const Eigen::MatrixXf& gains() const noexcept
    {
        return branches.empty() ? root.gains() : leafGains;
    }

    /** Whether the frame that is output is silent to the root. [audio] */
    [[nodiscard]] bool isSilent() const noexcept { return outgoingIsSilent; }

    /** Frames of all nodes, and how many of them are processed before one is output. */
    [[nodiscard]] const FrameGeometry& geometry() const noexcept { return frames; }

    /** The windows in which branches look at each frame, beside that of `geometry`. */
    [[nodiscard]] const std::vector<FrameGeometry>& windows() const noexcept { return ownWindows; }

    /** 0: the root; from 1 on the branches. */
    [[nodiscard]] const SeparationNode& nodeAt (Eigen::Index node) const noexcept
    {
        return node == 0 ? root : branches[static_cast<size_t> (node) - 1].node;
    }

    /** [bins x channels] what a branch has explained last: its source in the frame that is output. [audio] */
    [[nodiscard]] const Eigen::MatrixXcf& mixtureOf (Eigen::Index branch) const noexcept
    {
        return branches[static_cast<size_t> (branch) - 1].mixture;
    }

    /** Samples by which a node explains the sound later than it would by itself: of the frames that wait a branch that does not look
        ahead meets each as it is output. */
    [[nodiscard]] Eigen::Index lateSamples (Eigen::Index node) const noexcept
    {
        const bool isLate = node > 0 && ! nodeAt (node).looksAhead();
        return isLate ? frames.lookAhead * frames.hop : 0;
    }

    [[nodiscard]] SeparationNode& rootNode() noexcept { return root; }
    [[nodiscard]] const SeparationNode& rootNode() const noexcept { return root; }
    [[nodiscard]] Eigen::Index numLeaves() const noexcept { return static_cast<Eigen::Index> (names.size()); }
    [[nodiscard]] const std::vector<std::string>& leafNames() const noexcept { return names; }

private:
    struct BranchNode
    {
        SeparationNode node;
        SeparatorSettings settings{};
        Eigen::Index source = 0; // of the root
        size_t window = 0;       // of Stft: 0 is the root's, else one of its own, of which the bins below are
        BinMap fromRoot, toRoot; // unused where it is the root's
        Eigen::VectorXf mask;    // [bins] of that source
        Eigen::MatrixXf gains;   // [root's bins x sources]; empty where the window is the root's
        Eigen::MatrixXcf newest; // [bins x channels] of that source; empty where the node does not look ahead
        Eigen::MatrixXcf mixture; // [bins x channels] of that source in the frame that is output
        Eigen::Index numLeavesOn = 0;

        /** [root's bins x sources] */
        [[nodiscard]] const Eigen::MatrixXf& rootGains() const noexcept
        {
            return window == 0 ? node.gains() : gains;
        }
    };
    struct Leaf
    {
        Eigen::Index source = 0; // of its node
        size_t branch = 0;       // from 1 on; 0: of the root
        bool isOn = true;
    };
    struct Masks // of a frame that waits to be output
    {
        Eigen::MatrixXf gains; // [bins x sources of the root]
        bool isSilent = true;
    };

    Status prepareNodes (const SeparatorSpec& spec, const Dictionary& dictionary,
                         const SeparatorSettings& settings, std::span<const Branch> wanted);
    void listLeaves();
    void listSource (Eigen::Index source);
    Status chooseWindows();
    void prepareMemory (Eigen::Index numChannels);
    void explainBranch (Eigen::Index number, const Stft& stft, const Eigen::MatrixXf& masks,
                        BranchNode& branch) noexcept;
    void explainBranches (Eigen::Index number, const Stft& stft, const Eigen::MatrixXf& masks) noexcept;
    void multiply (const Eigen::MatrixXf& masks) noexcept;

    SeparationNode root;
    std::vector<BranchNode> branches;
    FrameGeometry frames;
    std::vector<FrameGeometry> ownWindows; // of branches, each once
    bool rootIsAhead = false;              // it explains the newest frame, and its masks wait
    std::vector<Masks> waiting;            // [1 + look-ahead], a ring; empty where the root is not ahead
    size_t at = 0;                         // where in it the newest are
    bool outgoingIsSilent = true;
    std::vector<Leaf> leaves;
    std::vector<std::string> names; // of the leaves
    Eigen::MatrixXf leafGains;      // [bins x leaves]; empty without branches
};

} // namespace unbraid::core
