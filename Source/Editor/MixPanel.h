// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Cell.h"
#include "Editor/Panel.h"
#include "Editor/ParameterSlider.h"
#include "Plugin/PluginModel.h"

namespace unbraid::editor
{

/** What is asked for most: how far the unwanted goes down, and how much of it all is heard. */
class MixPanel : public Panel
{
public:
    static constexpr int height = 64;

    /** [message] */
    explicit MixPanel (plugin::Parameters& parameters);

    void resized() override;

private:
    ParameterSlider reduction, wet;
    Cell reductionCell, wetCell;
};

} // namespace unbraid::editor
